import { beforeEach, describe, expect, test } from 'vitest';
import { readDefinition, restoreSession, startSession } from '@/engine/index';
import { answersOf } from '@/engine/answers';
import { answer, chooseOnlyOnes, valueOf, walk } from '@/engine/walk';
import { identityOf, listQuestions, withInstanceId, withPlainIds } from '@/engine/xform';
import { language } from '@/i18n';
import { at, definition, media, started, xformOf } from './builders';
import { formIds } from './compile_forms';

beforeEach(() => (language.value = 'id'));

describe.each(formIds())('%s', (form_id) => {
  test('is read by the engine, with an id of its own and words in both languages', async () => {
    const session = await started(form_id);
    const { instance_id, form_id: named, form_version } = identityOf(session.xml());
    expect(named).toBe(form_id);
    expect(form_version).toMatch(/^\d+$/);
    expect(instance_id).toMatch(/^uuid:[0-9a-f-]{36}$/);
    const labels = () => [...walk(session.root)].map((node) => node.currentState.label?.asString).filter(Boolean);
    session.setLanguage('id');
    const indonesian = labels();
    session.setLanguage('en');
    expect(labels()).toHaveLength(indonesian.length);
    expect(labels()).not.toEqual(indonesian);
  });

  test('comes back from a draft as it was', async () => {
    const made = await definition(form_id);
    const session = await started(form_id);
    const again = await restoreSession(made, session.xml(), 'device-1');
    expect(again.xml()).toBe(session.xml());
  });
});

describe('identities of people', () => {
  const id = (session: Awaited<ReturnType<typeof started>>, n: number) =>
    valueOf(at(session, `/data/members[${n}]/person_id`));

  test('once(uuid()) is asked once for each member and survives a draft', async () => {
    const session = await started('family_registration');
    const first = id(session, 1);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    const members = at(session, '/data/members[1]');
    answer(at(session, '/data/members[1]/name'), 'Siti');
    const range = [...walk(session.root)].find((node) => node.nodeType === 'repeat-range:uncontrolled');
    if (range?.nodeType === 'repeat-range:uncontrolled') range.addInstances();
    expect(members.nodeId).toBe(at(session, '/data/members[1]').nodeId);
    expect(id(session, 1)).toBe(first);
    expect(id(session, 2)).not.toBe(first);
    const again = await restoreSession(await definition('family_registration'), session.xml(), 'd');
    expect([id(again, 1), id(again, 2)]).toEqual([first, id(session, 2)]);
  });
});

describe('a home visit', () => {
  test('says in words what is missing, then gives the record', async () => {
    const session = await started('home_visit');
    expect(await session.finish()).toBeNull();
    expect(session.complaints().map(({ question, message }) => [question, message])).toEqual([
      ['Desa/kelurahan', 'Isian ini wajib diisi.'],
      ['Anak yang dikunjungi', 'Isian ini wajib diisi.'],
      ['Bertemu dengan keluarga?', 'Isian ini wajib diisi.'],
    ]);
    answer(at(session, '/data/village'), '3528052004');
    answer(at(session, '/data/person'), 'a');
    answer(at(session, '/data/contact'), 'met');
    answer(at(session, '/data/visit/next_visit'), '2020-01-01');
    expect(session.complaints().map(({ message }) => message)).toEqual([
      'Kunjungan berikut harus sesudah kunjungan ini.',
    ]);
    session.setLanguage('en');
    expect(session.complaints()[0]?.message).toBe('The next visit must follow this one.');
    answer(at(session, '/data/visit/next_visit'), '');
    const xml = await session.finish();
    expect(xml).toContain('<person>a</person>');
    expect(xml).toContain('<deviceid>device-1</deviceid>');
    expect(xml).toMatch(/<end>\d{4}-/);
  });

  test('offers the children of the village, and no others', async () => {
    const session = await started('home_visit');
    answer(at(session, '/data/village'), '3528052004');
    const person = at(session, '/data/person');
    if (person.nodeType !== 'select') throw new Error('not a select');
    expect(person.currentState.valueOptions.map(({ label }) => label.asString)).toEqual([
      'Ahmad, "Ade" (ibu Rohmah, Timur RT 3)',
      'Anak b (ibu Rohmah, Timur RT 3)',
    ]);
  });

  test('what was typed but cannot be read stands in the way of finishing', async () => {
    const session = await started('every_kind');
    answer(at(session, '/data/count'), '3');
    answer(at(session, '/data/people[1]/name'), 'Siti');
    session.unread.set(at(session, '/data/size').nodeId, 'Tulis angka saja.');
    expect(await session.finish()).toBeNull();
    session.unread.clear();
    expect(await session.finish()).not.toBeNull();
  });
});

test('plain ids: a select over a long list takes an id that its list does not hold, and the record is the same', async () => {
  const plain = await definition('home_visit', (xform) => withPlainIds(xform, ['/data/person']));
  const xml = (await started('home_visit')).xml().replace('<person/>', '<person>gone</person>');
  const kept = await restoreSession(plain, xml, 'd');
  expect(kept.xml()).toContain('<person>gone</person>');
  const dropped = await restoreSession(await definition('home_visit'), xml, 'd');
  expect(dropped.xml()).toContain('<person/>');
});

test('where the phone’s list holds one village, it is chosen already; the one answer to another question is not', async () => {
  const one = async (name: string) => (name === 'villages.csv' ? 'name,label\n3528052004,Candi Burung\n' : media(name));
  const xform = xformOf('home_visit');
  const { root } = startSession(await readDefinition(xform, one), 'd');
  chooseOnlyOnes(root, listQuestions(xform));
  const chosen = [...walk(root)].filter((node) => node.nodeType === 'select' && valueOf(node) !== '');
  expect(chosen.map((node) => [node.currentState.reference, valueOf(node)])).toEqual([['/data/village', '3528052004']]);
  expect(listQuestions(xform)).toEqual(['/data/village', '/data/person']);
});

test('a mended record is a new one with the same answers', () => {
  const xml = '<data id="f" version="1"><a>1</a><meta><instanceID>uuid:old</instanceID></meta></data>';
  const mended = withInstanceId(xml, 'new');
  expect(identityOf(mended).instance_id).toBe('uuid:new');
  expect(mended).toContain('<a>1</a>');
});

test('a record in words', async () => {
  const session = await started('every_kind');
  session.setLanguage('id');
  answer(at(session, '/data/size'), '8.50');
  answer(at(session, '/data/day'), '2026-11-24');
  answer(at(session, '/data/one'), 'a');
  answer(at(session, '/data/people[1]/name'), 'person-1');
  const words = answersOf(session.root, 'id', new Map([['person-1', 'Siti']]));
  expect(words).toEqual([
    { kind: 'answer', label: 'Ukuran', value: '8,5' },
    { kind: 'answer', label: 'Hari', value: '24 November 2026' },
    { kind: 'answer', label: 'Satu', value: 'Apel' },
    { kind: 'part', label: 'Orang 1' },
    { kind: 'answer', label: 'Nama', value: 'Siti' },
  ]);
});

test('a form that cannot be read says so', async () => {
  await expect(readDefinition('<html/>', media)).rejects.toThrow();
  await expect(readDefinition(xformOf('home_visit'), async () => null)).rejects.toThrow();
});
