import { describe, expect, test } from 'vitest';
import { readDecimal, readWhole, showNumber } from '@/lib/numbers';

const number = (value: number) => ({ kind: 'number', value });

describe('decimals as people here write them', () => {
  test.each([
    ['8,5', 8.5],
    ['8.5', 8.5],
    [' 8,5 ', 8.5],
    ['8,', 8],
    [',9', 0.9],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['12', 12],
    ['-1,2', -1.2],
    ['0,05', 0.05],
  ])('%s', (text, value) => expect(readDecimal(text)).toEqual(number(value)));

  test.each(['8,5x', '8,,5', '8.5.1', 'delapan', '1.23,4', '--1', ',', '1e3'])('%s cannot be read', (text) =>
    expect(readDecimal(text)).toEqual({ kind: 'wrong' }),
  );

  test('nothing is blank, not nought', () => expect(readDecimal('  ')).toEqual({ kind: 'blank' }));
});

describe('whole numbers', () => {
  test.each([
    ['12', 12],
    ['1.500', 1500],
    ['-3', -3],
  ])('%s', (text, value) => expect(readWhole(text)).toEqual(number(value)));

  test.each(['1,5', '1.5', '15.00', '2a'])('%s is not whole', (text) =>
    expect(readWhole(text)).toEqual({ kind: 'wrong' }),
  );
});

test.each([
  ['8.50', 'id', '8,5'],
  ['70.0', 'id', '70'],
  ['8.50', 'en', '8.5'],
  ['', 'id', ''],
])('%s in %s is shown as %s', (stored, language, shown) => expect(showNumber(stored, language)).toBe(shown));
