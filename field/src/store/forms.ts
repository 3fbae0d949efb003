import { childrenCsv, familiesCsv, peopleCsv, villagesCsv } from '@/lib/csv';
import type { Media } from '@/engine/types';
import { formKey, type FieldDatabase, type StoredForm } from './db';

/** The forms on offer that can be filled in, by title. */
export async function formsOnOffer(db: FieldDatabase): Promise<StoredForm[]> {
  const offered = await db.forms.filter((form) => form.offered === 1).toArray();
  return offered.sort((one, other) => one.title.localeCompare(other.title));
}

/** The version of a form to start new records with; undefined when this phone does not have it yet. */
export async function currentForm(db: FieldDatabase, form_id: string): Promise<StoredForm | undefined> {
  const versions = await db.forms.where('form_id').equals(form_id).toArray();
  const usable = versions.filter((form) => form.offered === 1 && form.xml !== null);
  return usable.sort((one, other) => one.version.localeCompare(other.version)).at(-1);
}

export const formOf = (db: FieldDatabase, form_id: string, version: string): Promise<StoredForm | undefined> =>
  db.forms.get(formKey(form_id, version));

/** Files of a form: the lists of people and villages are made here, all others were fetched with the form. */
export function mediaOf(db: FieldDatabase, form: StoredForm): Media {
  return async (name) => {
    if (name === 'children.csv') return childrenCsv(await db.people.filter((one) => one.is_child_under_five).toArray());
    if (name === 'people.csv') return peopleCsv(await db.people.toArray());
    if (name === 'families.csv') return familiesCsv(await db.people.toArray());
    if (name === 'villages.csv') return villagesCsv(await db.areas.toArray());
    return (await db.media.get(`${form.key}/${name}`))?.text ?? null;
  };
}
