import type { Media } from '@/engine/types';
import { isoWithZone } from '@/lib/dates';
import { isObject } from '@/sync/api';
import { readVerdict, type Verdict } from '@/sync/release';
import type { Places } from './mount';

/** The page's session has ended: the answers stay on the screen. */
export class SignedOut extends Error {}

export async function fetchXform({ xformUrl }: Places): Promise<string> {
  const response = await fetch(xformUrl, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.text();
}

/** Files of the form, from beside it. */
export function mediaAt({ mediaBase }: Places): Media {
  return async (name) => {
    const base = mediaBase.endsWith('/') ? mediaBase : `${mediaBase}/`;
    const response = await fetch(base + encodeURIComponent(name), { credentials: 'same-origin' });
    return response.ok ? response.text() : null;
  };
}

/** Send one finished record; the server's word on it. Throws when there is none. */
export async function submit(places: Places, instance_id: string, xml: string): Promise<Verdict> {
  const response = await fetch(places.submitUrl, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': places.csrf },
    body: JSON.stringify({ instance_id, xml, observed_at: isoWithZone(new Date()) }),
  });
  if (response.status === 401 || response.status === 403 || response.redirected) throw new SignedOut();
  const body: unknown = await response.json().catch(() => null);
  const verdict = verdictIn(body, instance_id);
  if (!verdict) throw new Error(`${response.status}`);
  return verdict;
}

/** The answer itself, or the one of a list of `results` that is about this record. */
export function verdictIn(body: unknown, instance_id: string): Verdict | null {
  if (!isObject(body)) return null;
  const results: unknown[] = Array.isArray(body.results) ? body.results : [body];
  return results.map(readVerdict).find((verdict) => verdict?.instance_id === instance_id) ?? null;
}
