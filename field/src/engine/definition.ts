import { loadForm, type LoadFormResult } from '@getodk/xforms-engine';
import type { Media } from './types';

/** A form that the engine has read: instances are made from it. */
export type Definition = Exclude<LoadFormResult, { status: 'failure' }>;

/** The form cannot be read; the message says why, in the engine's words. */
export class FormUnreadable extends Error {}

/** Have the engine read a form. Raises `FormUnreadable`. */
export async function readDefinition(xform: string, media: Media): Promise<Definition> {
  const fetchFormAttachment = async (url: URL): Promise<Response> => {
    const name = decodeURIComponent(url.pathname.split('/').pop() ?? '');
    const text = await media(name);
    if (text === null) return new Response('', { status: 404 });
    return new Response(text, { headers: { 'Content-Type': typeOf(name) } });
  };
  const result = await loadForm(xform, { fetchFormAttachment });
  if (result.status === 'failure') throw new FormUnreadable(result.error.message);
  return result;
}

const TYPES: Record<string, string> = { csv: 'text/csv', xml: 'text/xml', geojson: 'application/geo+json' };

const typeOf = (name: string): string => TYPES[name.split('.').pop() ?? ''] ?? 'text/plain';
