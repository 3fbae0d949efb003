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
export async function submit(places: Places, instance_id: string, xml: string): Promise<Verdict & { url: string }> {
  const response = await fetch(places.submitUrl, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': places.csrf },
    body: JSON.stringify({ instance_id, xml, observed_at: isoWithZone(new Date()) }),
  });
  if (response.status === 401 || response.status === 403 || response.redirected) throw new SignedOut();
  const body: unknown = await response.json().catch(() => null);
  const verdict = verdictIn(body);
  if (!verdict) throw new Error(`${response.status}`);
  return verdict;
}

/** The server's word in an answer about one record; null when the answer is something else. */
export function verdictIn(body: unknown): (Verdict & { url: string }) | null {
  const verdict = readVerdict(body);
  if (!verdict || !isObject(body)) return null;
  return { ...verdict, url: typeof body.url === 'string' && body.url.startsWith('/') ? body.url : '' };
}
