import Dexie, { type EntityTable } from 'dexie';
import type { Area, FormOnOffer, ItemResult, Outcome, Person, Problem, Task } from '@/sync/contract';

export interface Setting {
  name: string;
  value: unknown;
}

/** A published form on this phone. `xml` is null until its definition has been fetched. */
export interface StoredForm extends FormOnOffer {
  key: string;
  xml: string | null;
  fetched: string | null;
  offered: 0 | 1;
}

export interface StoredMedia {
  key: string;
  text: string;
}

/** What a record is about, for lists on the phone; the truth is in the XML. */
export interface About {
  village?: string;
  posyandu?: string;
  date?: string;
  person_id?: string;
  person_name?: string;
  count?: number;
}

/** A form being filled. `mends`: the refused record that this one replaces once it is finished. */
export interface Draft {
  instance_id: string;
  form_id: string;
  form_version: string;
  login: string;
  xml: string;
  about: About;
  mends: string | null;
  started_at: string;
  changed_at: string;
}

export type RecordState = 'pending' | 'sent' | 'refused' | 'replaced' | 'discarded';

/** A finished record. Only an explicit word of the server about this very id moves it out of `pending`. */
export interface OutboxRecord {
  instance_id: string;
  form_id: string;
  form_version: string;
  login: string;
  observed_at: string;
  xml: string;
  about: About;
  state: RecordState;
  outcome: Outcome | null;
  problems: Problem[];
  items: ItemResult[];
  answered_at: string | null;
}

export class FieldDatabase extends Dexie {
  settings!: EntityTable<Setting, 'name'>;
  people!: EntityTable<Person, 'id'>;
  tasks!: EntityTable<Task, 'id'>;
  areas!: EntityTable<Area, 'code'>;
  forms!: EntityTable<StoredForm, 'key'>;
  media!: EntityTable<StoredMedia, 'key'>;
  drafts!: EntityTable<Draft, 'instance_id'>;
  outbox!: EntityTable<OutboxRecord, 'instance_id'>;

  constructor(name = 'bina-kampung') {
    // Strict: a write counts only when the disk has it, so that a dead battery loses nothing that was shown as kept.
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      settings: 'name',
      people: 'id, village',
      tasks: 'id, person_id, status',
      areas: 'code',
      forms: 'key, form_id',
      media: 'key',
      drafts: 'instance_id, form_id',
      outbox: 'instance_id, state, observed_at',
    });
  }
}

export const db = new FieldDatabase();

export const formKey = (form_id: string, version: string): string => `${form_id}/${version}`;
