import { gunzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { FieldDatabase } from '@/store/db';
import { readSetting } from '@/store/settings';
import { SignInNeeded, SyncApi, Unreachable } from '@/sync/api';
import type { PushItem } from '@/sync/contract';
import { BATCH, push } from '@/sync/push';
import { newDatabase, record } from './builders';

interface Sent {
  device: string;
  sent_at: string;
  items: PushItem[];
}
type Server = (sent: Sent) => Response;

let db: FieldDatabase;
let sent: Sent[];
beforeEach(() => {
  db = newDatabase();
  sent = [];
});

function apiTo(server: Server): SyncApi {
  return new SyncApi('T', 'id', async (_path, request) => {
    const body = request!.body as ArrayBuffer;
    const read = JSON.parse(gunzipSync(Buffer.from(body)).toString()) as Sent;
    expect(new Headers(request!.headers).get('Content-Encoding')).toBe('gzip');
    expect(new Headers(request!.headers).get('Authorization')).toBe('Bearer T');
    sent.push(read);
    return server(read);
  });
}

const accept: Server = ({ items, device }) => {
  const results = items.map(({ instance_id }) => ({ instance_id, outcome: 'accepted', problems: [], items: [] }));
  return Response.json({ results, receipt: { device, safe: items.length, at: '2026-11-24T03:14:00Z' } });
};

const states = async () => (await db.outbox.toArray()).map(({ state }) => state);
const fill = (n: number) =>
  db.outbox.bulkAdd(
    Array.from({ length: n }, (_, i) =>
      record(String(i).padStart(3, '0'), { observed_at: `2026-11-24T10:00:00.${String(i).padStart(3, '0')}+07:00` }),
    ),
  );

test('a backlog goes in batches of fifty, oldest first', async () => {
  await fill(120);
  expect(await push(db, apiTo(accept), 'device', 'siti')).toEqual({ answered: 120, refused: 0, unanswered: 0 });
  expect(sent.map(({ items }) => items.length)).toEqual([BATCH, BATCH, 20]);
  expect(sent[0]!.items[0]!.instance_id).toBe('uuid:000');
  expect(sent[0]!.device).toBe('device');
  expect(new Set(await states())).toEqual(new Set(['sent']));
  expect(await readSetting(db, 'receipt')).toEqual({ device: 'device', safe: 20, at: '2026-11-24T03:14:00Z' });
});

test('a lost answer changes nothing, and the same records go again unchanged', async () => {
  await fill(2);
  const lost = apiTo(() => {
    throw new TypeError('network');
  });
  await expect(push(db, lost, 'device', 'siti')).rejects.toBeInstanceOf(Unreachable);
  expect(await states()).toEqual(['pending', 'pending']);
  await push(db, apiTo(accept), 'device', 'siti');
  expect(sent[0]!.items).toEqual(sent[1]!.items);
  expect(await states()).toEqual(['sent', 'sent']);
});

test.each<[string, Server]>([
  ['a captive portal', () => new Response('<html>Selamat datang di wifi</html>')],
  ['a full server', () => Response.json({ message: 'nanti' }, { status: 503 })],
  ['an empty answer', () => Response.json({ results: [] })],
])('%s releases nothing and stops the run', async (_, server) => {
  await fill(BATCH + 1);
  expect(await push(db, apiTo(server), 'device', 'siti')).toEqual({ answered: 0, refused: 0, unanswered: BATCH + 1 });
  expect(sent).toHaveLength(1);
  expect(new Set(await states())).toEqual(new Set(['pending']));
});

test('a key that is no longer valid asks to sign in and changes nothing', async () => {
  await fill(1);
  const revoked = apiTo(() => Response.json({ message: 'masuk lagi' }, { status: 401 }));
  await expect(push(db, revoked, 'device', 'siti')).rejects.toBeInstanceOf(SignInNeeded);
  expect(await states()).toEqual(['pending']);
});

test('a push that is too large is halved until it fits', async () => {
  await fill(8);
  const narrow: Server = (push) => (push.items.length > 3 ? new Response('', { status: 413 }) : accept(push));
  await push(db, apiTo(narrow), 'device', 'siti');
  expect(sent.map(({ items }) => items.length)).toEqual([8, 4, 2, 2, 2, 2]);
  expect(new Set(await states())).toEqual(new Set(['sent']));
});

test('each record gets its own fate, with the words and parts that came with it', async () => {
  await fill(3);
  const problem = { code: 'x', message: 'Tanggal belum terjadi.', path: 'visit_date', severity: 'error' };
  const part = { item: 'children/1', outcome: 'held', label: 'Ahmad', problems: [problem] };
  const mixed: Server = ({ items: [first, second] }) =>
    Response.json({
      results: [
        { instance_id: first!.instance_id, outcome: 'refused', problems: [problem], items: [] },
        { instance_id: second!.instance_id, outcome: 'accepted', problems: [], items: [part] },
      ],
    });
  expect(await push(db, apiTo(mixed), 'device', 'siti')).toEqual({ answered: 2, refused: 1, unanswered: 1 });
  const [refused, accepted, waiting] = await db.outbox.toArray();
  expect(refused).toMatchObject({ state: 'refused', problems: [problem] });
  expect(accepted).toMatchObject({ state: 'sent', items: [part] });
  expect(waiting).toMatchObject({ state: 'pending', outcome: null });
});

test('another worker’s records wait for their own key; what is answered is not sent again', async () => {
  await db.outbox.bulkAdd([record('mine'), record('hers', { login: 'ani' }), record('old', { state: 'sent' })]);
  await push(db, apiTo(accept), 'device', 'siti');
  expect(sent.flatMap(({ items }) => items.map(({ instance_id }) => instance_id))).toEqual(['uuid:mine']);
});
