import { reactive, readonly } from 'vue';
import { db } from '@/store/db';
import { deviceId } from '@/store/settings';
import { session } from '@/store/session';
import { language } from '@/i18n';
import { SignInNeeded, SyncApi } from './api';
import { pauseAfter } from './backoff';
import { pull } from './pull';
import { push, waiting } from './push';

export type Phase = 'idle' | 'sending' | 'fetching';
export type Trouble = 'unreachable' | 'sign_in' | 'unanswered' | null;

const state = reactive({ phase: 'idle' as Phase, trouble: null as Trouble, failures: 0 });
export const syncState = readonly(state);

let timer = 0;
let running: Promise<void> | null = null;
let again = false;

/** Push, then pull. Asked while one runs, it runs once more afterwards: a record may have been finished meanwhile. */
export function syncNow(): Promise<void> {
  again = running !== null;
  running ??= rounds().finally(() => (running = null));
  return running;
}

async function rounds(): Promise<void> {
  do {
    again = false;
    await exchange();
  } while (again && !state.trouble);
}

async function exchange(): Promise<void> {
  const current = session.value;
  window.clearTimeout(timer);
  if (!current) return;
  try {
    const api = new SyncApi(current.token, language.value);
    state.phase = 'sending';
    const report = await push(db, api, await deviceId(db), current.user.login);
    state.phase = 'fetching';
    await pull(db, api);
    if (report.unanswered) return failed('unanswered');
    state.failures = 0;
    state.trouble = null;
  } catch (error) {
    failed(error instanceof SignInNeeded ? 'sign_in' : 'unreachable');
  } finally {
    state.phase = 'idle';
  }
}

function failed(trouble: Trouble): void {
  state.trouble = trouble;
  state.failures += 1;
  // Without a valid key there is no use in knocking again.
  if (trouble !== 'sign_in') timer = window.setTimeout(() => void syncNow(), pauseAfter(state.failures));
}

/** Try again whenever there is reason to hope: the network returns, the app is opened. */
export function startSync(): void {
  window.addEventListener('online', () => void syncNow());
  document.addEventListener('visibilitychange', () => void whenSeen());
  void syncNow();
}

async function whenSeen(): Promise<void> {
  if (document.visibilityState !== 'visible' || !session.value) return;
  if ((await waiting(db, session.value.user.login)).length || state.trouble) await syncNow();
}
