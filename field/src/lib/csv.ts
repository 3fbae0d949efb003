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
export const childLabel = (child: Person): string =>
  labelled(child.name, child.mother_name && `ibu ${child.mother_name}`, child);

/** Anybody: by the mother or, without her, by the head of the family. */
export function personLabel(person: Person): string {
  const { name, mother_name, head_name } = person;
  return mother_name || !head_name || head_name === name
    ? childLabel(person)
    : labelled(name, `KK ${head_name}`, person);
}

function labelled(name: string, kin: string, { hamlet, rt }: Person): string {
  const number = rt.replace(/^0+/, '');
  const place = [hamlet, number && `RT ${number}`].filter(Boolean).join(' ');
  const knownBy = [kin, place].filter(Boolean).join(', ');
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

const PERSON_COLUMNS = [
  ...['name', 'label', '__version', 'family_id', 'village', 'sex', 'birth_date', 'mother_name'],
  ...['full_name', 'relationship'],
];

/** `people.csv`: everybody on this phone, by name. */
export function peopleCsv(people: readonly Person[]): string {
  const rows = [...people].sort((one, other) => one.name.localeCompare(other.name));
  const cells = (one: Person): string[] => [
    ...[one.id, personLabel(one), '1', one.family_id, one.village, one.sex, one.birth_date, one.mother_name],
    ...[one.name, one.relationship ?? ''],
  ];
  return line(PERSON_COLUMNS) + rows.map((one) => line(cells(one))).join('');
}

const FAMILY_COLUMNS = [
  ...['name', 'label', '__version', 'village', 'hamlet', 'rw', 'rt', 'posyandu', 'address', 'members'],
  ...['water', 'latrine'],
];

/** `families.csv`, from the people of each; what the phone does not hold (address, water, latrine) is blank. */
export function familiesCsv(people: readonly Person[]): string {
  const homes = new Map<string, Person[]>();
  for (const one of people) homes.set(one.family_id, [...(homes.get(one.family_id) ?? []), one]);
  const rows = [...homes].map(([id, [some, ...others]]) => {
    const { village, hamlet, rw, rt, posyandu, head_name } = some!;
    const label = labelled(`KK ${head_name || '?'}`, '', some!);
    return [id, label, '1', village, hamlet, rw, rt, posyandu, '', String(1 + others.length), '', ''];
  });
  rows.sort((one, other) => one[1]!.localeCompare(other[1]!));
  return line(FAMILY_COLUMNS) + rows.map(line).join('');
}

/** `villages.csv`: the villages that this worker looks after. */
export function villagesCsv(areas: readonly Area[]): string {
  return line(['name', 'label']) + areas.map((area) => line([area.code, area.name])).join('');
}
