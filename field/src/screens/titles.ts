import type { StoredForm } from '@/store/db';

export const titlesOf = (forms: readonly StoredForm[]): Map<string, string> =>
  new Map(forms.map((form) => [form.form_id, form.title]));
