import { beforeEach, describe, expect, test } from 'vitest';
import { restoreSession, startSession, type Definition } from '@/engine/index';
import type { FormSession } from '@/engine/session';
import { answer, childNamed } from '@/engine/walk';
import { withPlainIds } from '@/engine/xform';
import { isFar, PosyanduDay } from '@/posyandu/day';
import { definition } from './builders';

let made: Definition;
let session: FormSession;
let day: PosyanduDay;

beforeEach(async () => {
  made = await definition('growth_session', (xform) => withPlainIds(xform, ['/data/children/child']));
  session = startSession(made, 'device-1');
  day = new PosyanduDay(session);
  day.prepare('3528052004', 'Melati', '2026-11-20');
});

const measure = (place: number, name: string, value: string) => answer(childNamed(day.at(place)!, name), value);

describe('a posyandu day is one record', () => {
  test('it begins without children', () => {
    expect(day.entries).toEqual([]);
    expect(session.xml()).not.toContain('<children>');
    expect(day.get('session_date')).toBe('2026-11-20');
  });

  test('one repeat for each child; the same child opens the same one', () => {
    measure(day.placeOf('a'), 'weight', '8.5');
    measure(day.placeOf('b'), 'weight', '9');
    expect(day.placeOf('a')).toBe(0);
    expect(day.entries.map(({ child, weight, measured }) => [child, weight, measured])).toEqual([
      ['a', '8.5', true],
      ['b', '9.0', true],
    ]);
  });

  test('a child who is not on the list is asked for by name', async () => {
    measure(day.addUnlisted(), 'weight', '7.2');
    expect(session.complaints().map(({ question }) => question)).toEqual(['Nama lengkap anak']);
    measure(0, 'child_name', 'Zainal');
    const xml = await session.finish();
    expect(xml).toContain('<listed>no</listed><child_name>Zainal</child_name>');
  });

  test('a child is removed, and the others stay themselves', () => {
    for (const child of ['a', 'b', 'c']) measure(day.placeOf(child), 'weight', '8');
    day.remove(1);
    expect(day.entries.map(({ child }) => child)).toEqual(['a', 'c']);
    expect(session.xml()).not.toContain('<child>b</child>');
  });

  test('whoever was opened but not measured is not part of the day', () => {
    day.placeOf('a');
    measure(day.placeOf('b'), 'oedema', 'no');
    day.placeOf('c');
    day.addUnlisted();
    day.dropBlank();
    expect(day.entries.map(({ child }) => child)).toEqual(['b']);
    expect(day.count).toBe(1);
  });

  test('what is being typed is not thrown away as blank', () => {
    const place = day.placeOf('a');
    session.unread.set(childNamed(day.at(place)!, 'weight').nodeId, 'Tulis angka saja.');
    day.dropBlank();
    expect(day.entries).toHaveLength(1);
  });

  test('a wrong weight is told at its child, in words', () => {
    measure(day.placeOf('a'), 'weight', '8.5');
    measure(day.placeOf('b'), 'weight', '85');
    expect(day.entries.map(({ wrong }) => wrong)).toEqual([false, true]);
    expect(session.complaints(day.at(1))[0]?.message).toBe('Berat harus 0,9 sampai 58 kg. Periksa timbangan dan koma.');
  });

  test('a draft comes back with all its children, in the order of the scale', async () => {
    for (let n = 0; n < 40; n += 1) measure(day.placeOf(`child-${n}`), 'weight', String(6 + n / 10));
    measure(day.addUnlisted(), 'child_name', 'Baru');
    const again = new PosyanduDay(await restoreSession(made, session.xml(), 'device-1'));
    expect(again.session.xml()).toBe(session.xml());
    expect(again.entries.map(({ child, name, weight }) => [child, name, weight])).toEqual(
      day.entries.map(({ child, name, weight }) => [child, name, weight]),
    );
    expect(again.placeOf('child-7')).toBe(7);
  });
});

test('a weight far from the last one is worth a second look', () => {
  expect(isFar(4.9, 10.4)).toBe(true);
  expect(isFar(10.9, 10.4)).toBe(false);
});
