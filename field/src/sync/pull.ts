import { formKey, type FieldDatabase, type StoredForm } from '@/store/db';
import { readSetting, writeSetting } from '@/store/settings';
import { isoWithZone } from '@/lib/dates';
import type { SyncApi } from './api';
import type { FormOnOffer, PullPage } from './contract';

/** Made on the phone from what it holds, never fetched. */
export const MADE_HERE = ['children.csv', 'villages.csv', 'families.csv', 'people.csv'];

/** Fetch every page of changes, then the definitions of new forms. */
export async function pull(db: FieldDatabase, api: SyncApi): Promise<void> {
  for (let more = true; more;) {
    const page = await api.pull((await readSetting(db, 'cursor')) ?? 0);
    await applyPage(db, page);
    more = page.more;
  }
  await fetchForms(db, api);
  await writeSetting(db, 'pulled_at', isoWithZone(new Date()));
}

/** One page whole or not at all; its cursor is the last thing written. */
export async function applyPage(db: FieldDatabase, page: PullPage): Promise<void> {
  const tables = [db.people, db.tasks, db.areas, db.forms, db.settings];
  await db.transaction('rw', tables, async () => {
    if (page.reset) await Promise.all([db.people.clear(), db.tasks.clear()]);
    const gone = (kind: string): string[] => page.tombstones.filter((each) => each.kind === kind).map(({ id }) => id);
    await db.people.bulkDelete(gone('person'));
    await db.tasks.bulkDelete(gone('task'));
    await db.people.bulkPut(page.people);
    await db.tasks.bulkPut(page.tasks);
    await db.areas.clear();
    await db.areas.bulkPut(page.areas);
    await offer(db, page.forms);
    await writeSetting(db, 'cursor', page.cursor);
  });
}

/** Versions no longer on offer stay: a draft may still be written in them. */
async function offer(db: FieldDatabase, forms: readonly FormOnOffer[]): Promise<void> {
  await db.forms.toCollection().modify({ offered: 0 });
  for (const form of forms) {
    const key = formKey(form.form_id, form.version);
    const known = await db.forms.get(key);
    const stored: StoredForm = { ...form, key, xml: known?.xml ?? null, fetched: known?.fetched ?? null, offered: 1 };
    await db.forms.put(stored);
  }
}

/** Definitions and media that this phone does not have yet, or has in an older shape. */
async function fetchForms(db: FieldDatabase, api: SyncApi): Promise<void> {
  const missing = await db.forms.filter((form) => form.offered === 1 && form.fetched !== form.hash).toArray();
  for (const form of missing) {
    const xml = await api.text(form.xform_url);
    if (xml === null) continue;
    for (const name of form.media.filter((file) => !MADE_HERE.includes(file))) {
      const text = await api.text(`/sync/forms/${form.form_id}/${form.version}/media/${encodeURIComponent(name)}`);
      if (text !== null) await db.media.put({ key: `${form.key}/${name}`, text });
    }
    await db.forms.update(form.key, { xml, fetched: form.hash });
  }
}
