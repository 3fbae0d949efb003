import { instanceNameOf } from '@/engine/xform';
import { language, t } from '@/i18n';
import { shortDay } from '@/lib/dates';
import { FORM as POSYANDU } from '@/posyandu/day';
import type { Draft, OutboxRecord } from '@/store/db';

type Named = Pick<Draft | OutboxRecord, 'form_id' | 'about' | 'xml'>;

/** What a list calls a record: the form's title and what tells this record from the next. */
export function titleOfRecord(record: Named, titles: ReadonlyMap<string, string>): string {
  const title = titles.get(record.form_id) ?? record.form_id;
  return [title, detailOf(record)].filter(Boolean).join(' · ');
}

function detailOf({ form_id, about, xml }: Named): string {
  if (about.person_name) return about.person_name;
  if (form_id !== POSYANDU) return instanceNameOf(xml);
  const day = about.date && shortDay(about.date, language.value);
  return [about.posyandu, day, t('record_children', { n: about.count ?? 0 })].filter(Boolean).join(', ');
}

/** The screen on which a draft is taken up again. */
export const placeOfDraft = ({ form_id, instance_id }: Draft): string[] =>
  form_id === POSYANDU ? ['posyandu', instance_id] : ['fill', instance_id];
