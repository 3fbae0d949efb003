/**
 * A stand-in for the server while screens are built: `node tests/mock/server.ts [port]`, after `npm run build`.
 * Signs in anybody whose password is 'rahasia'. Refuses records whose notes say 'tolak', holds children named 'tahan'.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import compileForms from '../compile_forms.ts';
import { childrenCsv, villagesCsv } from './csv.ts';
import { areas, forms, people, tasks, xformOf } from './data.ts';

const BUILT = fileURLToPath(new URL('../../../binakampung/portal/static/field', import.meta.url));
const CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src 'self' data:; img-src 'self' data:";
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const kept = new Map<string, string>();

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': CSP });
  response.end(body);
}
const json = (response: ServerResponse, body: unknown, status = 200): void =>
  send(response, status, 'application/json', JSON.stringify(body));

interface Body {
  login: string;
  password: string;
  device: string;
  items: { instance_id: string; xml: string }[];
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const bytes = Buffer.concat(parts);
  return JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()) as Body;
}

function verdict(item: { instance_id: string; xml: string }): object {
  const problem = (message: string) => ({ code: 'mock', message, path: 'notes', severity: 'error' });
  if (/<notes>[^<]*tolak/.test(item.xml)) {
    return {
      instance_id: item.instance_id,
      outcome: 'refused',
      problems: [problem('Tanggal kunjungan sebelum anak lahir.')],
      items: [],
    };
  }
  const known = kept.has(item.instance_id);
  kept.set(item.instance_id, item.xml);
  const held = /<child_name>[^<]*tahan/i.test(item.xml)
    ? [
        {
          item: 'children/1',
          outcome: 'held',
          label: 'Tahan',
          problems: [problem('Anak ini belum dikenal. Petugas memeriksa dulu.')],
        },
      ]
    : [];
  return { instance_id: item.instance_id, outcome: known ? 'identical' : 'accepted', problems: [], items: held };
}

async function sync(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (path === '/sync/login') {
    const { login, password } = await bodyOf(request);
    if (password !== 'rahasia') return json(response, { message: 'Nama pengguna atau sandi tidak cocok.' }, 401);
    return json(response, { token: 'T', user: { login, name: 'Suhartini', role: 'cadre' }, areas });
  }
  if (request.headers.authorization !== 'Bearer T') return json(response, { message: 'masuk lagi' }, 401);
  const at = new Date().toISOString();
  if (path === '/sync/push') {
    const { device, items } = await bodyOf(request);
    const results = items.map(verdict);
    return json(response, { received_at: at, results, receipt: { device, safe: kept.size, at } });
  }
  if (path === '/sync/pull') {
    return json(response, {
      cursor: 7,
      more: false,
      reset: false,
      people,
      tasks,
      areas,
      forms: forms(),
      tombstones: [],
    });
  }
  const form = /^\/sync\/forms\/(\w+)\//.exec(path);
  if (form) return send(response, 200, 'text/xml', xformOf(form[1]!));
  json(response, {}, 404);
}

function webform(response: ServerResponse, form_id: string): void {
  const manifest = JSON.parse(readFileSync(join(BUILT, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    { file: string; css?: string[]; imports?: string[] }
  >;
  const css = (key: string): string[] => [
    ...(manifest[key]!.css ?? []),
    ...(manifest[key]!.imports ?? []).flatMap(css),
  ];
  const links = css('src/webform.ts')
    .map((file) => `<link rel="stylesheet" href="/app/${file}">`)
    .join('');
  send(
    response,
    200,
    'text/html; charset=utf-8',
    `<!doctype html><meta name=viewport content="width=device-width">${links}<div id="webform" data-xform-url="/webform-files/${form_id}.xml"
     data-media-base="/webform-files" data-submit-url="/webform-submit" data-csrf="x" data-lang="id" data-return-url="/app/"></div>
     <script type="module" src="/app/${manifest['src/webform.ts']!.file}"></script>`,
  );
}

function built(response: ServerResponse, path: string): void {
  const inside = normalize(path.replace(/^\/app\/?/, '') || 'index.html');
  const file = join(BUILT, existsSync(join(BUILT, inside)) ? inside : 'index.html');
  send(response, 200, TYPES[extname(file)] ?? 'application/octet-stream', readFileSync(file));
}

compileForms();
const port = Number(process.argv[2] ?? 5320);
createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://mock').pathname;
  const file = /^\/webform-files\/(\w+)\.(xml|csv)$/.exec(path);
  if (path.startsWith('/sync/')) void sync(path, request, response);
  else if (path === '/kept') json(response, Object.fromEntries(kept));
  else if (path === '/webform-submit') void bodyOf(request).then((item) => json(response, verdict(item as never)));
  else if (file?.[2] === 'xml') send(response, 200, 'text/xml', xformOf(file[1]!));
  else if (file) send(response, 200, 'text/csv', file[1] === 'villages' ? villagesCsv(areas) : childrenCsv(people));
  else if (path.startsWith('/webform/')) webform(response, path.split('/')[2]!);
  else built(response, path);
}).listen(port, '127.0.0.1', () => console.log(`mock http://127.0.0.1:${port}/app/`));
