/** What phone and server say to each other, as documented for `/sync`. */

export interface Area {
  code: string;
  name: string;
}

export interface User {
  login: string;
  name: string;
  role: string;
}

export interface LoginAnswer {
  token: string;
  user: User;
  areas: Area[];
}

export interface LastMeasured {
  measured_on: string;
  weight_kg: number | null;
  length_cm: number | null;
  gain: 'N' | 'T' | 'O' | 'B' | null;
  haz: number | null;
  waz: number | null;
  whz: number | null;
  wording: string;
}

export interface Person {
  id: string;
  family_id: string;
  name: string;
  sex: 'male' | 'female';
  birth_date: string;
  mother_name: string;
  /** Missing on what was pulled by an older version of the app. */
  relationship?: string;
  head_name?: string;
  village: string;
  hamlet: string;
  rw: string;
  rt: string;
  posyandu: string;
  is_child_under_five: boolean;
  last: LastMeasured | null;
}

export interface Task {
  id: string;
  kind: string;
  person_id: string;
  village: string;
  due_from: string;
  due_on: string;
  status: 'open' | 'done' | 'replaced' | 'closed';
  urgency: 'same_day' | 'urgent' | 'routine';
  reasons: { code: string; wording: string }[];
}

export interface FormOnOffer {
  form_id: string;
  version: string;
  title: string;
  xform_url: string;
  hash: string;
  media: string[];
}

export interface PullPage {
  cursor: number;
  more: boolean;
  reset?: boolean;
  people: Person[];
  tasks: Task[];
  areas: Area[];
  forms: FormOnOffer[];
  tombstones: { kind: 'person' | 'task'; id: string }[];
}

export const OUTCOMES = ['accepted', 'identical', 'superseding', 'held', 'quarantined', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Problem {
  code: string;
  message: string;
  path: string;
  severity: string;
}

export interface ItemResult {
  item: string;
  outcome: Outcome;
  label: string;
  problems: Problem[];
}

export interface PushResult {
  instance_id: string;
  outcome: Outcome;
  problems: Problem[];
  items: ItemResult[];
}

export interface ServerReceipt {
  device: string;
  safe: number;
  at: string;
}

export interface PushItem {
  instance_id: string;
  form_id: string;
  form_version: string;
  observed_at: string;
  xml: string;
}
