import type { FormSession } from '@/engine/session';
import type { AnyNode, RepeatInstanceNode } from '@/engine/types';
import { answer, childNamed, findChild, valueOf } from '@/engine/walk';

export const FORM = 'growth_session';

/** Answered by the roster itself, not asked on a child's screen. */
export const LISTED_HIDDEN = ['/data/children/listed', '/data/children/child'];
export const UNLISTED_HIDDEN = ['/data/children/listed'];

/** Chosen when the day was opened, or shown as the roster; what is left (notes of the day) is asked below it. */
export const DAY_HIDDEN = ['/data/session_date', '/data/village', '/data/posyandu', '/data/children'];

const MEASURES = ['weight', 'length', 'muac', 'head', 'oedema', 'has_book'];

/** One child of the day. `place` is its position in the form's repeat. */
export interface Entry {
  instance: RepeatInstanceNode;
  place: number;
  child: string;
  name: string;
  weight: string;
  length: string;
  measured: boolean;
  wrong: boolean;
}

/** A posyandu day: one record of `growth_session`, one repeat for each child. */
export class PosyanduDay {
  constructor(readonly session: FormSession) {}

  /** Village, place and date of a new day; the empty child that every new form begins with goes. */
  prepare(village: string, posyandu: string, date: string): void {
    this.set('village', village);
    this.set('posyandu', posyandu);
    this.set('session_date', date);
    this.range.removeInstances(0, this.range.currentState.children.length);
  }

  get(name: string): string {
    return valueOf(childNamed(this.session.root, name));
  }

  private set(name: string, value: string): void {
    answer(childNamed(this.session.root, name), value);
  }

  private get range() {
    const range = childNamed(this.session.root, 'children');
    if (range.nodeType !== 'repeat-range:uncontrolled') throw new Error('children is not a repeat');
    return range;
  }

  get entries(): Entry[] {
    return this.range.currentState.children.map((instance, place) => this.entry(instance, place));
  }

  private entry(instance: RepeatInstanceNode, place: number): Entry {
    const get = (name: string): string => read(instance, name);
    return {
      instance,
      place,
      child: get('child'),
      name: get('child_name'),
      weight: get('weight'),
      length: get('length'),
      measured: isMeasured(instance),
      wrong: this.session.complaints(instance).length > 0,
    };
  }

  /** Children recorded so far. */
  get count(): number {
    return this.entries.filter((entry) => entry.measured || entry.name).length;
  }

  /** The place of a child of the list, added when it is not there yet. */
  placeOf(child: string): number {
    const found = this.entries.find((entry) => entry.child === child);
    if (found) return found.place;
    const instance = this.add('yes');
    answer(childNamed(instance, 'child'), child);
    return this.range.currentState.children.length - 1;
  }

  /** The place of a new child who is not on the list. */
  addUnlisted(): number {
    this.add('no');
    return this.range.currentState.children.length - 1;
  }

  private add(listed: 'yes' | 'no'): RepeatInstanceNode {
    this.range.addInstances();
    const instance = this.at(this.range.currentState.children.length - 1)!;
    answer(childNamed(instance, 'listed'), listed);
    return instance;
  }

  at(place: number): RepeatInstanceNode | undefined {
    return this.range.currentState.children[place];
  }

  remove(place: number): void {
    this.range.removeInstances(place);
    this.session.changed();
  }

  /** Children who were opened but not measured are not part of the day. */
  dropBlank(): void {
    const blank = this.entries.filter(({ instance, measured, name }) => !measured && !name && !this.typing(instance));
    blank.reverse().forEach(({ place }) => this.range.removeInstances(place));
    if (blank.length) this.session.changed();
  }

  private typing(instance: RepeatInstanceNode): boolean {
    return instance.currentState.children.some(({ nodeId }) => this.session.unread.has(nodeId));
  }
}

export function read(instance: AnyNode, name: string): string {
  const found = findChild(instance, name);
  return found ? valueOf(found) : '';
}

export const isMeasured = (instance: AnyNode): boolean => MEASURES.some((name) => read(instance, name) !== '');

const FAR = 0.25;

/** Worth a second look, no more: a quarter above or below the last weight is more often a slip than a change. */
export const isFar = (weight: number, before: number): boolean => Math.abs(weight - before) > before * FAR;
