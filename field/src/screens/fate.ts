import type { Key } from '@/i18n';
import type { OutboxRecord } from '@/store/db';
import type { ItemResult, Outcome } from '@/sync/contract';

export interface Fate {
  words: Key;
  icon: 'alert' | 'check' | 'clock' | 'info';
  tone: 'good' | 'warn' | 'bad' | 'plain';
}

/** The server's six words as people read them, with their picture. */
export const FATES: Record<Outcome, Fate> = {
  accepted: { words: 'outcome_accepted', icon: 'check', tone: 'good' },
  identical: { words: 'outcome_identical', icon: 'check', tone: 'good' },
  superseding: { words: 'outcome_superseding', icon: 'check', tone: 'good' },
  held: { words: 'outcome_held', icon: 'info', tone: 'warn' },
  quarantined: { words: 'outcome_quarantined', icon: 'info', tone: 'warn' },
  refused: { words: 'outcome_refused', icon: 'alert', tone: 'bad' },
};

const PENDING: Fate = { words: 'state_pending', icon: 'clock', tone: 'plain' };

export const fateOf = ({ outcome }: Pick<OutboxRecord, 'outcome'>): Fate => (outcome ? FATES[outcome] : PENDING);

/** Parts of a record that an officer still looks at. */
export const waitingItems = ({ items }: Pick<OutboxRecord, 'items'>): ItemResult[] =>
  items.filter(({ outcome }) => outcome === 'held' || outcome === 'quarantined');
