import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/store/db';
import { openSession, session, signIn, signOut, unsentOf } from '@/store/session';
import { readSetting, writeSetting } from '@/store/settings';
import { Refusal, Unreachable } from '@/sync/api';
import { CANDI, person, record } from './builders';

beforeEach(async () => {
  await Promise.all(db.tables.map((table) => table.clear()));
  session.value = null;
});
afterEach(() => vi.unstubAllGlobals());

const serverSays = (response: () => Response): void => {
  vi.stubGlobal('fetch', async () => response());
};
const welcome = (login: string) => () =>
  Response.json({ token: `T-${login}`, user: { login, name: login, role: 'cadre' }, areas: [CANDI] });

test('signing in keeps the key for the days without a signal', async () => {
  serverSays(welcome('siti'));
  await signIn('siti', 'rahasia');
  session.value = null;
  await openSession();
  expect(session.value).toMatchObject({ token: 'T-siti' });
});

test('a wrong password is told in the server’s words; a portal’s page is no answer', async () => {
  serverSays(() => Response.json({ message: 'Sandi tidak cocok.' }, { status: 401 }));
  await expect(signIn('siti', 'x')).rejects.toEqual(new Refusal(401, 'Sandi tidak cocok.'));
  serverSays(() => new Response('<html>wifi</html>'));
  await expect(signIn('siti', 'x')).rejects.toBeInstanceOf(Unreachable);
  expect(session.value).toBeNull();
});

test('signing out takes the caseload off the phone and leaves what is unsent', async () => {
  serverSays(welcome('siti'));
  await signIn('siti', 'rahasia');
  await db.people.add(person('a'));
  await db.outbox.bulkAdd([record('mine'), record('hers', { login: 'ani' })]);
  await writeSetting(db, 'cursor', 7);
  expect(await unsentOf('siti')).toEqual({ records: 1, drafts: 0 });
  await signOut();
  expect(await db.people.count()).toBe(0);
  expect(await db.outbox.count()).toBe(2);
  expect(await readSetting(db, 'session')).toBeNull();
  expect(await readSetting(db, 'cursor')).toBeNull();
});

test('another worker on the same phone does not see the first one’s children', async () => {
  serverSays(welcome('siti'));
  await signIn('siti', 'rahasia');
  await db.people.add(person('a'));
  await writeSetting(db, 'cursor', 7);
  serverSays(welcome('siti'));
  await signIn('siti', 'rahasia');
  expect(await db.people.count()).toBe(1);
  serverSays(welcome('ani'));
  await signIn('ani', 'rahasia');
  expect(await db.people.count()).toBe(0);
  expect(await readSetting(db, 'cursor')).toBeNull();
});
