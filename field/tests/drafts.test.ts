import { beforeEach, expect, test } from 'vitest';
import type { Draft, FieldDatabase } from '@/store/db';
import { draftsOf, finishDraft, keepDraft, mendingDraft } from '@/store/drafts';
import { deviceId } from '@/store/settings';
import { newDatabase, record } from './builders';

let db: FieldDatabase;
beforeEach(() => (db = newDatabase()));

const draft = (id: string, change: Partial<Draft> = {}): Draft => ({
  ...{ instance_id: `uuid:${id}`, form_id: 'home_visit', form_version: '1', login: 'siti', xml: '<data/>' },
  ...{ about: {}, mends: null, started_at: '2026-11-24T09:00', changed_at: '2026-11-24T09:00' },
  ...change,
});

test('finishing moves a draft into the outbox whole', async () => {
  await keepDraft(db, draft('a', { about: { person_id: 'p' } }));
  await finishDraft(db, draft('a', { about: { person_id: 'p' } }), '<data>done</data>');
  expect(await db.drafts.count()).toBe(0);
  expect(await db.outbox.get('uuid:a')).toMatchObject({
    state: 'pending',
    xml: '<data>done</data>',
    about: { person_id: 'p' },
  });
});

test('finishing the same draft twice makes one record, and the first stays as it was', async () => {
  await finishDraft(db, draft('a'), '<data>first</data>');
  await expect(finishDraft(db, draft('a'), '<data>second</data>')).rejects.toThrow();
  expect((await db.outbox.toArray()).map(({ xml }) => xml)).toEqual(['<data>first</data>']);
});

test('mending keeps the refused record until its successor is finished', async () => {
  const refused = record('old', { state: 'refused', about: { person_name: 'Ahmad' } });
  await db.outbox.add(refused);
  const mending = mendingDraft(refused, '<data>mended</data>', 'uuid:new');
  await keepDraft(db, mending);
  expect((await db.outbox.get('uuid:old'))?.state).toBe('refused');
  await finishDraft(db, mending, '<data>mended</data>');
  expect((await db.outbox.get('uuid:old'))?.state).toBe('replaced');
  expect(await db.outbox.get('uuid:new')).toMatchObject({ state: 'pending', about: { person_name: 'Ahmad' } });
});

test('drafts of one worker, newest first', async () => {
  await db.drafts.bulkAdd([draft('a'), draft('b', { changed_at: '2026-11-24T10:00' }), draft('c', { login: 'ani' })]);
  expect((await draftsOf(db, 'siti', 'home_visit')).map(({ instance_id }) => instance_id)).toEqual([
    'uuid:b',
    'uuid:a',
  ]);
});

test('a phone names itself once', async () => expect(await deviceId(db)).toBe(await deviceId(db)));
