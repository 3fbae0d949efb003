import { describe, expect, test } from 'vitest';
import { judge, receiptIn } from '@/sync/release';

const result = (id: string, outcome: unknown) => ({ instance_id: id, outcome, problems: [], items: [] });
const answer = (...results: unknown[]) => ({ status: 200, body: { results } });
const said = (...args: Parameters<typeof judge>) => [...judge(...args)].map(([id, { outcome }]) => [id, outcome]);

describe('a record is answered only by an explicit word about its own id', () => {
  test.each(['accepted', 'identical', 'superseding', 'held', 'quarantined', 'refused'])('%s', (word) =>
    expect(said(['a'], answer(result('a', word)))).toEqual([['a', word]]),
  );

  test.each<[string, { status: number; body: unknown }]>([
    ['another status', { status: 503, body: { results: [result('a', 'accepted')] } }],
    ['a created status', { status: 201, body: { results: [result('a', 'accepted')] } }],
    ['a portal’s page', { status: 200, body: null }],
    ['a bare list', { status: 200, body: [result('a', 'accepted')] }],
    ['no list', { status: 200, body: { results: { a: 'accepted' } } }],
    ['an empty list', answer()],
    ['another id', answer(result('b', 'accepted'))],
    ['an id that begins alike', answer(result('a2', 'accepted'))],
    ['an unknown word', answer(result('a', 'ok'))],
    ['no word', answer(result('a', undefined))],
    ['two words that differ', answer(result('a', 'accepted'), result('a', 'refused'))],
    [
      'two words that differ, then agree',
      answer(result('a', 'accepted'), result('a', 'refused'), result('a', 'refused')),
    ],
    ['nonsense among results', answer(null, 7, 'accepted', [])],
  ])('%s says nothing', (_, given) => expect(said(['a'], given)).toEqual([]));

  test('each record stands alone', () => {
    const given = answer(result('a', 'refused'), result('b', 'held'), null);
    expect(said(['a', 'b', 'c'], given)).toEqual([
      ['a', 'refused'],
      ['b', 'held'],
    ]);
  });

  test('the same word twice is one word', () =>
    expect(said(['a'], answer(result('a', 'accepted'), result('a', 'accepted')))).toEqual([['a', 'accepted']]));
});

test('the receipt is taken only where it is whole', () => {
  const receipt = { device: 'd', safe: 42, at: '2026-11-24T03:14:00Z' };
  expect(receiptIn({ status: 200, body: { receipt } })).toEqual(receipt);
  expect(receiptIn({ status: 200, body: { receipt: { ...receipt, safe: '42' } } })).toBeNull();
  expect(receiptIn({ status: 500, body: { receipt } })).toBeNull();
});
