import { expect, test } from 'vitest';
import { en } from '@/i18n/en';
import { id, type Key } from '@/i18n/id';

const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test('both languages say something for every phrase, with the same holes', () => {
  for (const key of Object.keys(id) as Key[]) {
    expect(holes(en[key]), key).toEqual(holes(id[key]));
    expect(en[key].trim(), key).not.toBe('');
  }
  expect(Object.keys(en)).toEqual(Object.keys(id));
});
