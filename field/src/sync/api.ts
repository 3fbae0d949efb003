import type { LoginAnswer, PullPage, PushItem } from './contract';
import { gzipped } from './gzip';

/** The server could not be reached, or something other than the server answered. Nothing changed. */
export class Unreachable extends Error {}

/** The key of this phone is unknown or revoked: sign in again. Nothing else changed. */
export class SignInNeeded extends Error {}

/** The server answered, with words, that it will not do this. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface PushAnswer {
  status: number;
  body: unknown;
}

const PATIENCE = 90_000;

/** The five calls of `/sync`. `language` chooses the words of problems and reasons. */
export class SyncApi {
  constructor(
    private readonly token: string | null,
    private readonly language: string,
    private readonly call: typeof fetch = (...request) => fetch(...request),
  ) {}

  async login(login: string, password: string, device: string): Promise<LoginAnswer> {
    const response = await this.send('/sync/login', json({ login, password, device }));
    const body = await bodyOf(response);
    if (!response.ok) throw new Refusal(response.status, messageIn(body));
    if (!isLogin(body)) throw new Unreachable('another page answered');
    return body;
  }

  /** Push a batch. Whatever came back is returned as it is: `judge` alone decides what it means. */
  async push(device: string, sentAt: string, items: readonly PushItem[]): Promise<PushAnswer> {
    const { body, encoding } = await gzipped(JSON.stringify({ device, sent_at: sentAt, items }));
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (encoding) headers['Content-Encoding'] = encoding;
    const response = await this.send('/sync/push', { method: 'POST', headers, body });
    if (response.status === 401) throw new SignInNeeded();
    return { status: response.status, body: await bodyOf(response) };
  }

  async pull(since: number): Promise<PullPage> {
    const response = await this.send(`/sync/pull?since=${since}`, {});
    if (response.status === 401) throw new SignInNeeded();
    const body = await bodyOf(response);
    if (!response.ok || !isPage(body)) throw new Unreachable(`pull: ${response.status}`);
    return body;
  }

  /** The text of a form or of one of its media files; `null` when the server does not have it. */
  async text(path: string): Promise<string | null> {
    const response = await this.send(path, {});
    if (response.status === 401) throw new SignInNeeded();
    if (response.status === 404) return null;
    if (!response.ok) throw new Unreachable(`${path}: ${response.status}`);
    return response.text();
  }

  private async send(path: string, request: RequestInit): Promise<Response> {
    const headers = new Headers(request.headers);
    headers.set('Accept-Language', this.language);
    if (this.token) headers.set('Authorization', `Bearer ${this.token}`);
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      return await this.call(path, { ...request, headers, signal, credentials: 'omit', cache: 'no-store' });
    } catch (error) {
      throw new Unreachable(String(error));
    }
  }
}

function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** The parsed body, or null: a captive portal's page is no answer. */
async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const messageIn = (body: unknown): string => (isObject(body) && typeof body.message === 'string' ? body.message : '');

const isLogin = (body: unknown): body is LoginAnswer =>
  isObject(body) && typeof body.token === 'string' && isObject(body.user) && Array.isArray(body.areas);

const LISTS = ['people', 'tasks', 'areas', 'forms', 'tombstones'] as const;

const isPage = (body: unknown): body is PullPage =>
  isObject(body) && typeof body.cursor === 'number' && LISTS.every((list) => Array.isArray(body[list]));
