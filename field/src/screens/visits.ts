import type { FieldDatabase } from '@/store/db';

/** Children whose visit is finished on this phone but not yet answered: their task is still open in the last pull. */
export async function visitedWaiting(db: FieldDatabase): Promise<Set<string>> {
  const waiting = await db.outbox.where('state').equals('pending').toArray();
  const visits = waiting.filter((record) => record.form_id === 'home_visit');
  return new Set(visits.flatMap((record) => record.about.person_id ?? []));
}
