import { expect, test } from 'vitest';
import { clockInWords, dayInWords, daysBetween, isoWithZone, monthsOld, realDay } from '@/lib/dates';

test.each([
  [2024, 2, 29, '2024-02-29'],
  [2023, 2, 29, null],
  [2026, 4, 31, null],
  [2026, 13, 1, null],
  [26, 1, 1, null],
])('%i-%i-%i', (year, month, day, iso) => expect(realDay(year, month, day)).toBe(iso));

test.each([
  ['2025-11-24', '2026-11-23', 11],
  ['2025-11-24', '2026-11-24', 12],
  ['2026-11-25', '2026-11-24', -1],
  ['2024-02-29', '2025-02-28', 11],
])('born %s, on %s: %i completed months', (birth, on, months) => expect(monthsOld(birth, on)).toBe(months));

test('days late are counted on the calendar', () => expect(daysBetween('2026-10-30', '2026-11-02')).toBe(3));

test('a moment keeps its instant and names its zone', () => {
  const time = new Date('2026-11-24T03:14:00.123Z');
  const text = isoWithZone(time);
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.123[+-]\d\d:\d\d$/);
  expect(new Date(text).getTime()).toBe(time.getTime());
});

test('days and clocks in words', () => {
  expect(dayInWords('2023-06-06', 'id')).toBe('6 Juni 2023');
  expect(dayInWords('2023-06-06', 'en')).toBe('6 June 2023');
  const morning = new Date(2026, 10, 24, 10, 14);
  expect(clockInWords(morning.toISOString(), 'id', morning)).toBe('10.14');
  expect(clockInWords(morning.toISOString(), 'id', new Date(2026, 10, 25))).toBe('24 Nov, 10.14');
});
