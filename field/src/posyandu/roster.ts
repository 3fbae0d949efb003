import type { Person } from '@/sync/contract';
import { byName, FIVE_YEARS } from '@/lib/people';
import { monthsOld } from '@/lib/dates';
import { matches } from '@/lib/search';

export interface Group {
  posyandu: string;
  children: Person[];
}

/** Children expected on a day: under five on that date. A birth date after it is a mistake; the child is still shown. */
export const expectedOn = (people: readonly Person[], date: string): Person[] =>
  people.filter((person) => person.is_child_under_five || monthsOld(person.birth_date, date) < FIVE_YEARS);

/** By posyandu, today's first, then by name; only those whose own or mother's name fits the search. */
export function grouped(children: readonly Person[], today: string, search: string): Group[] {
  const groups = new Map<string, Person[]>();
  for (const child of children) {
    if (!matches(`${child.name} ${child.mother_name}`, search)) continue;
    groups.set(child.posyandu, [...(groups.get(child.posyandu) ?? []), child]);
  }
  const order = [...groups.keys()].sort(
    (one, other) => rank(one, today) - rank(other, today) || one.localeCompare(other),
  );
  return order.map((posyandu) => ({ posyandu, children: groups.get(posyandu)!.sort(byName) }));
}

const rank = (posyandu: string, today: string): number => (posyandu === today ? 0 : posyandu ? 1 : 2);

/** The row that was tapped last, by its element's id. */
export const lastOpened = { row: '' };
