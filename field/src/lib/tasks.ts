import type { Task } from '@/sync/contract';
import { daysBetween } from './dates';

const PRESSING: Record<Task['urgency'], number> = { same_day: 0, urgent: 1, routine: 2 };

/** The most pressing first, then the one due first. */
export function byUrgency(one: Task, other: Task): number {
  return PRESSING[one.urgency] - PRESSING[other.urgency] || one.due_on.localeCompare(other.due_on);
}

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
