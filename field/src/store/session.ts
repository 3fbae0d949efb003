import { shallowRef } from 'vue';
import { language } from '@/i18n';
import { SyncApi } from '@/sync/api';
import { db } from './db';
import { deviceId, readSetting, writeSetting, type Session } from './settings';

/** Who is signed in on this phone; null before, and after signing out. */
export const session = shallowRef<Session | null>(null);

export async function openSession(): Promise<void> {
  session.value = await readSetting(db, 'session');
}

/** Once, with a signal. Throws what the api throws. */
export async function signIn(login: string, password: string): Promise<void> {
  const answer = await new SyncApi(null, language.value).login(login, password, await deviceId(db));
  await makeRoomFor(answer.user.login);
  await writeSetting(db, 'session', answer);
  session.value = answer;
}

/** Another worker's caseload leaves the phone; their finished records and drafts stay until they are sent. */
async function makeRoomFor(login: string): Promise<void> {
  const owner = await readSetting(db, 'owner');
  if (owner !== null && owner !== login) await forgetCaseload();
  await writeSetting(db, 'owner', login);
}

export async function signOut(): Promise<void> {
  await db.settings.delete('session');
  await forgetCaseload();
  session.value = null;
}

async function forgetCaseload(): Promise<void> {
  await db.transaction('rw', [db.people, db.tasks, db.areas, db.settings], async () => {
    await Promise.all([db.people.clear(), db.tasks.clear(), db.areas.clear()]);
    await db.settings.bulkDelete(['cursor', 'receipt', 'pulled_at']);
  });
}

/** Finished records that have not been answered, and forms begun: what signing out should warn of. */
export async function unsentOf(login: string): Promise<{ records: number; drafts: number }> {
  const mine = (row: { login: string }): boolean => row.login === login;
  const records = await db.outbox.where('state').equals('pending').filter(mine).count();
  return { records, drafts: await db.drafts.filter(mine).count() };
}
