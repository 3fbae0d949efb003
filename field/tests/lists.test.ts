import { expect, test } from 'vitest';
import { childLabel, childrenCsv, villagesCsv } from '@/lib/csv';
import { matches } from '@/lib/search';
import { daysLate, pastAge, sortTasks } from '@/lib/tasks';
import { expectedOn, grouped } from '@/posyandu/roster';
import { CANDI, person, task } from './builders';

test('children.csv has the columns that every channel has, quoted where a name needs it', () => {
  const [head, row] = childrenCsv([person('a', { name: 'Ahmad, "Ade"', mother_name: 'Siti\nAminah' })]).split(
    /\n(?!Aminah)/,
  );
  expect(head).toBe('name,label,__version,village,sex,birth_date,mother_name,posyandu');
  expect(row).toBe(
    'a,"Ahmad, ""Ade"" (ibu Siti\nAminah, Timur RT 3)",1,3528052004,female,2025-03-14,"Siti\nAminah",Melati',
  );
});

test.each([
  [{}, 'Anak a (ibu Rohmah, Timur RT 3)'],
  [{ rt: '003', hamlet: '' }, 'Anak a (ibu Rohmah, RT 3)'],
  [{ rt: '', mother_name: '' }, 'Anak a (Timur)'],
  [{ rt: '00', hamlet: '', mother_name: '' }, 'Anak a'],
])('a child as a cadre knows it: %o', (change, label) => expect(childLabel(person('a', change))).toBe(label));

test('villages.csv', () => expect(villagesCsv([CANDI])).toBe('name,label\n3528052004,Candi Burung\n'));

test.each([
  ['Nurul Siti Aminah', 'sit nur', true],
  ["Moh. Ma'ruf", 'ruf', true],
  ['Halimah', 'limah', false],
  ['Anything', '', true],
])('%s is found by "%s": %s', (text, query, found) => expect(matches(text, query)).toBe(found));

test('the most pressing task comes first, then the one due first; what is not yet due waits', () => {
  const tasks = [
    task('routine', { due_on: '2026-11-02' }),
    task('late', { urgency: 'urgent', due_on: '2026-11-20' }),
    task('soon', { urgency: 'urgent', due_on: '2026-11-10' }),
    task('now', { urgency: 'same_day', due_on: '2026-11-30' }),
    task('done', { status: 'done', urgency: 'same_day' }),
    task('later', { due_from: '2026-12-01' }),
  ];
  const sorted = sortTasks(tasks, '2026-11-24');
  expect(sorted.now.map(({ id }) => id)).toEqual(['now', 'soon', 'late', 'routine']);
  expect(sorted.later.map(({ id }) => id)).toEqual(['later']);
  expect(daysLate(sorted.now[1]!, '2026-11-24')).toBe(14);
});

test.each([
  ['2021-11-24', true],
  ['2021-11-25', false],
])('born %s is past the age of visits on 24 November 2026: %s', (birth_date, past) =>
  expect(pastAge(person('a', { birth_date }), '2026-11-24')).toBe(past),
);

test('the roster: today’s posyandu first, names in order, found by child or mother', () => {
  const children = [
    person('z', { name: 'Zainal' }),
    person('o', { name: 'Omar', posyandu: 'Anggrek', mother_name: 'Hosnawiyah' }),
    person('a', { name: 'Ahmad' }),
    person('n', { name: 'Nur', posyandu: '' }),
  ];
  const groups = grouped(children, 'Melati', '');
  expect(groups.map(({ posyandu }) => posyandu)).toEqual(['Melati', 'Anggrek', '']);
  expect(groups[0]!.children.map(({ id }) => id)).toEqual(['a', 'z']);
  expect(grouped(children, 'Melati', 'hosna')).toHaveLength(1);
});

test('expected on a day: under five on that day, or said to be so by the server', () => {
  const old = { is_child_under_five: false };
  const people = [
    person('five', { ...old, birth_date: '2021-11-24' }),
    person('almost', { ...old, birth_date: '2021-11-25' }),
    person('kept'),
  ];
  expect(expectedOn(people, '2026-11-24').map(({ id }) => id)).toEqual(['almost', 'kept']);
});
