import { beforeEach, expect, test } from 'vitest';
import type { FieldDatabase } from '@/store/db';
import { currentForm, mediaOf } from '@/store/forms';
import { readSetting, writeSetting } from '@/store/settings';
import { SyncApi, Unreachable } from '@/sync/api';
import type { PullPage } from '@/sync/contract';
import { applyPage, pull } from '@/sync/pull';
import { newDatabase, offer, page, person, PROPPO, task } from './builders';

let db: FieldDatabase;
beforeEach(() => (db = newDatabase()));

/** Answers the pages in turn; any other address is a form or a media file, whose text is its address. */
function apiWith(...pages: PullPage[]): { api: SyncApi; asked: string[] } {
  const asked: string[] = [];
  const api = new SyncApi('T', 'id', async (path) => {
    asked.push(String(path));
    if (!String(path).startsWith('/sync/pull')) return new Response(String(path));
    const next = pages.shift();
    return next ? Response.json(next) : new Response('busy', { status: 503 });
  });
  return { api, asked };
}

test('pages are fetched until there are no more, each from the cursor before', async () => {
  const { api, asked } = apiWith(
    page({ cursor: 7, more: true, people: [person('a')] }),
    page({ cursor: 9, people: [person('b')], tasks: [task('t')] }),
  );
  await pull(db, api);
  expect(asked).toEqual(['/sync/pull?since=0', '/sync/pull?since=7']);
  expect(await db.people.count()).toBe(2);
  expect(await readSetting(db, 'cursor')).toBe(9);
  expect(await readSetting(db, 'pulled_at')).not.toBeNull();
});

test('what was fetched before the line broke is kept, and the next pull goes on from there', async () => {
  const { api, asked } = apiWith(page({ cursor: 7, more: true, people: [person('a')] }));
  await expect(pull(db, api)).rejects.toBeInstanceOf(Unreachable);
  expect(await readSetting(db, 'cursor')).toBe(7);
  expect(await readSetting(db, 'pulled_at')).toBeNull();
  await expect(pull(db, api)).rejects.toBeInstanceOf(Unreachable);
  expect(asked.at(-1)).toBe('/sync/pull?since=7');
});

test('a page that cannot be written changes nothing, its cursor least of all', async () => {
  await writeSetting(db, 'cursor', 3);
  const broken = page({
    cursor: 8,
    people: [person('a')],
    tasks: [{ ...task('t'), id: undefined as unknown as string }],
  });
  await expect(applyPage(db, broken)).rejects.toThrow();
  expect(await db.people.count()).toBe(0);
  expect(await readSetting(db, 'cursor')).toBe(3);
});

test('changes replace, tombstones remove, areas are the list of today', async () => {
  await applyPage(db, page({ people: [person('a'), person('b')], tasks: [task('t')] }));
  const tombstones = [
    { kind: 'person' as const, id: 'b' },
    { kind: 'task' as const, id: 't' },
  ];
  await applyPage(db, page({ people: [person('a', { name: 'Baru' })], tombstones, areas: [PROPPO] }));
  expect((await db.people.toArray()).map(({ id, name }) => [id, name])).toEqual([['a', 'Baru']]);
  expect(await db.tasks.count()).toBe(0);
  expect(await db.areas.toArray()).toEqual([PROPPO]);
});

test('a reset begins anew', async () => {
  await applyPage(db, page({ people: [person('old')], tasks: [task('old')] }));
  await applyPage(db, page({ reset: true, people: [person('new')] }));
  expect(await db.people.toCollection().primaryKeys()).toEqual(['new']);
  expect(await db.tasks.count()).toBe(0);
});

test('forms are fetched once, again when their hash changes; media that the phone makes are not fetched', async () => {
  const visit = { ...offer('home_visit'), media: ['children.csv', 'villages.csv', 'foods.csv'] };
  const { api, asked } = apiWith(
    page({ forms: [visit] }),
    page({ forms: [visit] }),
    page({ forms: [{ ...visit, hash: 'md5:2' }] }),
  );
  await pull(db, api);
  expect(asked.slice(1)).toEqual(['/sync/forms/home_visit/1.xml', '/sync/forms/home_visit/1/media/foods.csv']);
  await pull(db, api);
  expect(asked).toHaveLength(4);
  await pull(db, api);
  expect(asked).toHaveLength(7);
  const files = mediaOf(db, (await currentForm(db, 'home_visit'))!);
  expect(await files('foods.csv')).toBe('/sync/forms/home_visit/1/media/foods.csv');
  expect(await files('villages.csv')).toContain('Candi Burung');
  expect(await files('unknown.csv')).toBeNull();
});

test('new records use the newest version on offer; older versions stay for drafts', async () => {
  const { api } = apiWith(page({ forms: [offer('f', '1')] }), page({ forms: [offer('f', '2')] }));
  await pull(db, api);
  await pull(db, api);
  expect((await currentForm(db, 'f'))?.version).toBe('2');
  expect(await db.forms.count()).toBe(2);
});
