import type { Definition, FormSession } from '@/engine';
import { markRaw } from 'vue';
import { chooseOnlyOnes } from '@/engine/walk';
import { listQuestions, withPlainIds } from '@/engine/xform';
import { db, type About, type Draft, type StoredForm } from './db';
import { finishDraft, keepDraft, now } from './drafts';
import { currentForm, formOf, mediaOf } from './forms';
import { session as signedIn } from './session';
import { deviceId, readSetting } from './settings';

/** No such form or draft on this phone. */
export class NotHere extends Error {}

const SOON = 200;

/** A form on the screen together with its draft: every answer is written down within a moment of being given. */
export class Filling {
  private timer = 0;
  private closed = false;
  private written: Promise<void> = Promise.resolve();

  constructor(
    readonly draft: Draft,
    readonly session: FormSession,
    readonly form: StoredForm,
  ) {
    markRaw(this);
    session.onChange(() => this.soon());
  }

  private soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), SOON);
  }

  /** Write the draft now. */
  keep(): Promise<void> {
    window.clearTimeout(this.timer);
    if (this.closed) return this.written;
    Object.assign(this.draft, { xml: this.session.xml(), changed_at: now() });
    const snapshot = { ...this.draft, about: { ...this.draft.about } };
    this.written = this.written.then(() => keepDraft(db, snapshot));
    return this.written;
  }

  /** Move the record to the outbox. False while something is wrong or missing: the form then shows it. */
  async finish(): Promise<boolean> {
    const xml = await this.session.finish();
    if (xml === null) return false;
    await this.keep();
    await finishDraft(db, this.draft, xml);
    this.close();
    return true;
  }

  async discard(): Promise<void> {
    this.close();
    await this.written;
    await db.drafts.delete(this.draft.instance_id);
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.closed = true;
    if (open === this) open = null;
  }
}

let open: Filling | null = null;

// The last moment before the phone puts the page to sleep or throws it out of memory.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void open?.keep();
});

/** Start a new record. `prepare` sets what is known already. */
export async function begin(form_id: string, about: About, prepare?: (session: FormSession) => void): Promise<Filling> {
  const form = await currentForm(db, form_id);
  if (!form) throw new NotHere(form_id);
  const engine = await import('@/engine');
  const session = engine.startSession(await definitionOf(form, about), await deviceId(db));
  chooseOnlyOnes(session.root, listQuestions(form.xml ?? ''));
  prepare?.(session);
  const draft: Draft = {
    instance_id: session.instanceId,
    form_id,
    form_version: form.version,
    login: signedIn.value?.user.login ?? '',
    xml: session.xml(),
    about,
    mends: null,
    started_at: now(),
    changed_at: now(),
  };
  open = new Filling(draft, session, form);
  await open.keep();
  return open;
}

/** Take up a draft where it was left; the one on the screen already is returned as it is. */
export async function resume(instance_id: string): Promise<Filling> {
  if (open?.draft.instance_id === instance_id) return open;
  const draft = await db.drafts.get(instance_id);
  const form = draft && (await formOf(db, draft.form_id, draft.form_version));
  if (!draft || !form?.xml) throw new NotHere(instance_id);
  const engine = await import('@/engine');
  const definition = await definitionOf(form, draft.about);
  open = new Filling(draft, await engine.restoreSession(definition, draft.xml, await deviceId(db)), form);
  return open;
}

/** Questions over a long list that our own screens answer. */
export function plainIds(form_id: string, about: About): string[] {
  if (form_id === 'growth_session') return ['/data/children/child'];
  return form_id === 'home_visit' && about.person_id ? ['/data/person'] : [];
}

const read = new Map<string, Promise<Definition>>();
const KEPT = 3;

/** A form is read once, then serves many records; anew when the lists on the phone have changed. */
export async function definitionOf(form: StoredForm, about: About): Promise<Definition> {
  const plain = plainIds(form.form_id, about);
  const key = [form.key, form.hash, ...plain, await readSetting(db, 'cursor')].join(' ');
  const known = read.get(key) ?? readForm(form, plain);
  read.delete(key);
  read.set(key, known);
  for (const oldest of [...read.keys()].slice(0, -KEPT)) read.delete(oldest);
  known.catch(() => read.delete(key));
  return known;
}

async function readForm(form: StoredForm, plain: readonly string[]): Promise<Definition> {
  const engine = await import('@/engine');
  const xml = form.xml ?? '';
  return engine.readDefinition(plain.length ? withPlainIds(xml, plain) : xml, mediaOf(db, form));
}
