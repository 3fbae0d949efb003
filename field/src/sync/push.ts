import type { FieldDatabase, OutboxRecord, RecordState } from '@/store/db';
import { writeSetting } from '@/store/settings';
import { isoWithZone } from '@/lib/dates';
import type { SyncApi } from './api';
import type { Outcome, PushItem } from './contract';
import { judge, receiptIn, type Verdict } from './release';

export const BATCH = 50;
const TOO_LARGE = 413;

/** How a push ended: `answered` records have the server's word, `unanswered` ones wait as before. */
export interface PushReport {
  answered: number;
  refused: number;
  unanswered: number;
}

/** Send every waiting record of this worker, oldest first, each at most once. Throws what the api throws. */
export async function push(db: FieldDatabase, api: SyncApi, device: string, login: string): Promise<PushReport> {
  const report: PushReport = { answered: 0, refused: 0, unanswered: 0 };
  const queue = await waiting(db, login);
  let size = BATCH;
  while (queue.length) {
    const batch = queue.splice(0, size);
    const answer = await api.push(device, isoWithZone(new Date()), batch.map(asItem));
    if (answer.status === TOO_LARGE && batch.length > 1) {
      queue.unshift(...batch);
      size = Math.ceil(batch.length / 2);
      continue;
    }
    const verdicts = judge(
      batch.map((record) => record.instance_id),
      answer,
    );
    await settle(db, verdicts);
    const receipt = receiptIn(answer);
    if (receipt) await writeSetting(db, 'receipt', receipt);
    report.answered += verdicts.size;
    report.unanswered += batch.length - verdicts.size;
    report.refused += [...verdicts.values()].filter((verdict) => verdict.outcome === 'refused').length;
    // An answer that names nobody is a broken line or a full server: no use in sending it the rest now.
    if (verdicts.size === 0) return { ...report, unanswered: report.unanswered + queue.length };
  }
  return report;
}

export async function waiting(db: FieldDatabase, login: string): Promise<OutboxRecord[]> {
  const pending = await db.outbox.where('state').equals('pending').sortBy('observed_at');
  return pending.filter((record) => record.login === login);
}

/** Write the server's words down. A record that is no longer waiting keeps what it has. */
export async function settle(db: FieldDatabase, verdicts: Map<string, Verdict>): Promise<void> {
  await db.transaction('rw', db.outbox, async () => {
    for (const { instance_id, outcome, problems, items } of verdicts.values()) {
      const answered_at = isoWithZone(new Date());
      await db.outbox
        .where('instance_id')
        .equals(instance_id)
        .filter((record) => record.state === 'pending')
        .modify({ state: stateAfter(outcome), outcome, problems, items, answered_at });
    }
  });
}

const stateAfter = (outcome: Outcome): RecordState => (outcome === 'refused' ? 'refused' : 'sent');

const asItem = (record: OutboxRecord): PushItem => ({
  instance_id: record.instance_id,
  form_id: record.form_id,
  form_version: record.form_version,
  observed_at: record.observed_at,
  xml: record.xml,
});
