import type { Area, Person } from '@/sync/contract';

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\n`;

const CHILD_COLUMNS = [
  'name',
  'label',
  '__version',
  'village',
  'sex',
  'birth_date',
  'mother_name',
  'posyandu',
] as const;

/** A child as a cadre knows it: `Ahmad Fauzi (ibu Siti Aminah, Dusun Barat RT 3)`. The same words in every channel. */
export function childLabel({ name, mother_name, hamlet, rt }: Person): string {
  const number = rt.replace(/^0+/, '');
  const place = [hamlet, number && `RT ${number}`].filter(Boolean).join(' ');
  const knownBy = [mother_name && `ibu ${mother_name}`, place].filter(Boolean).join(', ');
  return knownBy ? `${name} (${knownBy})` : name;
}

/** `children.csv` as every channel knows it, made from the people on this phone. */
export function childrenCsv(people: readonly Person[]): string {
  const rows = people.map((person) =>
    line([
      person.id,
      childLabel(person),
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
