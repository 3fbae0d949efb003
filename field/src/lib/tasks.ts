import type { Person, Task } from '@/sync/contract';
import { language, t } from '@/i18n';
import { daysBetween, monthsOld, shortDay } from './dates';
import { FIVE_YEARS } from './people';

const PRESSING: Record<Task['urgency'], number> = { same_day: 0, urgent: 1, routine: 2 };

/** The most pressing first, then the one due first. */
export function byUrgency(one: Task, other: Task): number {
  return PRESSING[one.urgency] - PRESSING[other.urgency] || one.due_on.localeCompare(other.due_on);
}

/** Is the child no longer one whom the posyandu follows? Reckoned on the phone: a birthday needs no signal. */
export const pastAge = (person: Person | undefined, today: string): boolean =>
  person !== undefined && monthsOld(person.birth_date, today) >= FIVE_YEARS;

/** Open tasks, apart: those to do now, and those whose time has not come. */
export function sortTasks(tasks: readonly Task[], today: string): { now: Task[]; later: Task[] } {
  const open = tasks.filter((task) => task.status === 'open').sort(byUrgency);
  return {
    now: open.filter((task) => task.due_from <= today),
    later: open.filter((task) => task.due_from > today),
  };
}

/** Days past the due date; 0 or less while there is time. */
export const daysLate = (task: Task, today: string): number => daysBetween(task.due_on, today);

/** How the task stands with its day, in words. */
export function dueInWords(task: Task, today: string): { late: boolean; words: string } {
  const late = daysLate(task, today);
  if (late > 0) return { late: true, words: late === 1 ? t('overdue_one') : t('overdue', { n: late }) };
  return {
    late: false,
    words: late === 0 ? t('due_today') : t('due_by', { day: shortDay(task.due_on, language.value) }),
  };
}
