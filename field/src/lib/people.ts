import type { Person } from '@/sync/contract';
import { language, t } from '@/i18n';
import { daysBetween, monthsOld } from './dates';

/** Completed months at the fifth birthday, where the posyandu's care for a child ends. */
export const FIVE_YEARS = 60;

/** Age as people say it: days in the first month, months below two years, then years and months. */
export function ageInWords(birth: string, on: string): string {
  const months = monthsOld(birth, on);
  if (months < 1) return t('age_days', { n: Math.max(0, daysBetween(birth, on)) });
  if (months < 24) return t('age_months', { n: months });
  const [y, m] = [Math.floor(months / 12), months % 12];
  return m ? t('age_years', { y, m }) : t('age_years_only', { y });
}

/** 'Dusun Timur, RT 3/RW 1': what is known of it. */
export function homeInWords(home: Pick<Person, 'hamlet' | 'rt' | 'rw'>): string {
  const { hamlet } = home;
  const [rt, rw] = [home.rt, home.rw].map((number) => number.replace(/^0+/, ''));
  const street = (rt && rw ? t('rt_rw', { rt, rw }) : rt ? t('rt', { rt }) : '').replaceAll(' ', '\u00a0');
  return [hamlet && hamletName(hamlet), street].filter(Boolean).join(', ');
}

// Many write 'Dusun Timur' in the field that asks for the hamlet's name.
const hamletName = (hamlet: string): string => (/^dusun\b/i.test(hamlet) ? hamlet : t('hamlet', { name: hamlet }));

export const byName = (one: { name: string }, other: { name: string }): number =>
  one.name.localeCompare(other.name, language.value);
