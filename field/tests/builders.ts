import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition, startSession, type Definition } from '@/engine/index';
import type { FormSession } from '@/engine/session';
import type { AnyNode, Media } from '@/engine/types';
import { walk } from '@/engine/walk';
import { childrenCsv, familiesCsv, peopleCsv, villagesCsv } from '@/lib/csv';
import { FieldDatabase, type OutboxRecord } from '@/store/db';
import type { Area, FormOnOffer, Person, PullPage, Task } from '@/sync/contract';
import { XFORMS } from './compile_forms';

export const CANDI: Area = { code: '3528052004', name: 'Candi Burung' };
export const PROPPO: Area = { code: '3528052005', name: 'Proppo' };

export const person = (id: string, change: Partial<Person> = {}): Person => ({
  id,
  family_id: `family-${id}`,
  name: `Anak ${id}`,
  sex: 'female',
  birth_date: '2025-03-14',
  mother_name: 'Rohmah',
  village: CANDI.code,
  hamlet: 'Timur',
  rw: '1',
  rt: '3',
  posyandu: 'Melati',
  is_child_under_five: true,
  last: null,
  ...change,
});

export const task = (id: string, change: Partial<Task> = {}): Task => ({
  id,
  kind: 'home_visit',
  person_id: 'a',
  village: CANDI.code,
  due_from: '2026-11-01',
  due_on: '2026-11-20',
  status: 'open',
  urgency: 'routine',
  reasons: [],
  ...change,
});

export const page = (change: Partial<PullPage> = {}): PullPage => ({
  cursor: 1,
  more: false,
  people: [],
  tasks: [],
  areas: [CANDI],
  forms: [],
  tombstones: [],
  ...change,
});

export const offer = (form_id: string, version = '1', hash = `md5:${form_id}${version}`): FormOnOffer => ({
  form_id,
  version,
  title: form_id,
  xform_url: `/sync/forms/${form_id}/${version}.xml`,
  hash,
  media: ['children.csv', 'villages.csv'],
});

export const record = (id: string, change: Partial<OutboxRecord> = {}): OutboxRecord => ({
  instance_id: `uuid:${id}`,
  form_id: 'home_visit',
  form_version: '1',
  login: 'siti',
  observed_at: '2026-11-24T10:00:00.000+07:00',
  xml: `<data id="home_visit" version="1"><meta><instanceID>uuid:${id}</instanceID></meta></data>`,
  about: {},
  state: 'pending',
  outcome: null,
  problems: [],
  items: [],
  answered_at: null,
  ...change,
});

let databases = 0;

/** An empty database of its own. */
export const newDatabase = (): FieldDatabase => new FieldDatabase(`test-${(databases += 1)}`);

export const xformOf = (form_id: string): string => readFileSync(join(XFORMS, `${form_id}.xml`), 'utf8');

const CHILDREN = [person('a', { name: 'Ahmad, "Ade"' }), person('b'), person('far', { village: PROPPO.code })];

export const media: Media = async (name) =>
  ({
    'children.csv': childrenCsv(CHILDREN),
    'people.csv': peopleCsv(CHILDREN),
    'families.csv': familiesCsv(CHILDREN),
    'villages.csv': villagesCsv([CANDI, PROPPO]),
    'district_villages.csv': 'name,label\n3528052005,Proppo (Proppo)\n',
  })[name] ?? null;

export const definition = (form_id: string, change = (xform: string) => xform): Promise<Definition> =>
  readDefinition(change(xformOf(form_id)), media);

export const started = async (form_id: string): Promise<FormSession> =>
  startSession(await definition(form_id), 'device-1');

/** The node of a reference such as `/data/children[1]/weight`. */
export function at(session: FormSession, reference: string): AnyNode {
  const found = [...walk(session.root)].find((node) => node.currentState.reference === reference);
  if (!found) throw new Error(`no ${reference}`);
  return found;
}
