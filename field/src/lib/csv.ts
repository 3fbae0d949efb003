import type { Area, Person } from '@/sync/contract';

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\n`;

const CHILD_COLUMNS = ['name', 'label', '__version', 'village', 'sex', 'birth_date', 'mother_name', 'posyandu'] as const;

/** `children.csv` as every channel knows it, made from the people on this phone. */
export function childrenCsv(people: readonly Person[]): string {
  const rows = people.map((person) =>
    line([
      person.id,
      person.name,
      '1',
      person.village,
      person.sex,
      person.birth_date,
      person.mother_name,
      person.posyandu,
    ]),
  );
  return line(CHILD_COLUMNS) + rows.join('');
}

/** `villages.csv`: the villages that this worker looks after. */
export function villagesCsv(areas: readonly Area[]): string {
  return line(['name', 'label']) + areas.map((area) => line([area.code, area.name])).join('');
}
