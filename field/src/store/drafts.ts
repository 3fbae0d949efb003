import { isoWithZone } from '@/lib/dates';
import type { About, Draft, FieldDatabase, OutboxRecord } from './db';

export const now = (): string => isoWithZone(new Date());

/** Keep what is being filled in, as it is this moment. */
export async function keepDraft(db: FieldDatabase, draft: Draft): Promise<void> {
  await db.drafts.put(draft);
}

/** A finished draft becomes a record that waits to be sent: both happen, or neither. */
export async function finishDraft(db: FieldDatabase, draft: Draft, xml: string): Promise<void> {
  const record: OutboxRecord = {
    instance_id: draft.instance_id,
    form_id: draft.form_id,
    form_version: draft.form_version,
    login: draft.login,
    about: draft.about,
    observed_at: now(),
    xml,
    state: 'pending',
    outcome: null,
    problems: [],
    items: [],
    answered_at: null,
  };
  await db.transaction('rw', db.drafts, db.outbox, async () => {
    await db.outbox.add(record);
    await db.drafts.delete(draft.instance_id);
    if (draft.mends) await db.outbox.update(draft.mends, { state: 'replaced' });
  });
}

/** The answers of a refused record as a new draft; the refused one waits until the new one is finished. */
export function mendingDraft(refused: OutboxRecord, xml: string, instance_id: string): Draft {
  const { form_id, form_version, login, about, instance_id: mends } = refused;
  return { instance_id, form_id, form_version, login, about, xml, mends, started_at: now(), changed_at: now() };
}

/** Open drafts of one form and worker, newest first. */
export async function draftsOf(db: FieldDatabase, login: string, form_id?: string): Promise<Draft[]> {
  const drafts = await db.drafts.orderBy('form_id').toArray();
  const mine = drafts.filter((draft) => draft.login === login && (!form_id || draft.form_id === form_id));
  return mine.sort((one, other) => other.changed_at.localeCompare(one.changed_at));
}

export const sameAbout = (one: About, other: About): boolean => JSON.stringify(one) === JSON.stringify(other);
