import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listening } from '@/inngest/engine/testing/listening';
import type { Call, Called } from './call';
import { type Answer, APP, scriptedFunctions } from './script';
import { checkSignature, hashedKey, sign } from './signature';

const SERVE_PATH = '/api/inngest';
const LIBRARY_PATH = '/library';
/** As the library marks its answers. */
export const SDK = 'inngest-js:v4.24.0';

/** A request to tell the functions. */
export interface SyncRequest {
  headers: IncomingMessage['headers'];
  body: string;
  atMs: number;
}

export interface Program {
  serveUrl: string;
  libraryUrl: string;
  syncs: SyncRequest[];
  /** Why calls were turned away. */
  refusals: string[];
  /** The body with which the program makes its scripted functions known by itself. */
  registration(): unknown;
  /** The body with which the library tells its functions, as it is. */
  libraryFunctions(): Promise<Record<string, unknown> & { functions: unknown[] }>;
  /** From now on it has its functions, the library's included. */
  offer(libraryFunctions: Called[], handler: RequestListener): Promise<void>;
  close(): Promise<void>;
}

/**
 * A program with both kinds of functions at one port: scripted ones, for which it speaks the protocol by hand, and the
 * library's, which stand behind it on a path of their own, so that every call and answer is written down alike.
 */
export async function startProgram(port: number, signingKey: string): Promise<Program> {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const origin = await listening(server, port);
  const [serveUrl, libraryUrl] = [`${origin}${SERVE_PATH}`, `${origin}${LIBRARY_PATH}`];
  const functions = new Map<string, Called>(scriptedFunctions.map((fn) => [fn.id, fn]));
  const syncs: SyncRequest[] = [];
  const refusals: string[] = [];
  const offered = Promise.withResolvers<void>();
  let library: { server: ReturnType<typeof createServer>; origin: string } | null = null;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const raw = await textOf(request);
    if (request.method === 'PUT' && url.pathname === SERVE_PATH) return tellFunctions(request, response, raw);
    if (url.pathname.startsWith(LIBRARY_PATH)) return behind(request, response, url, raw);
    const fn = scriptedFunctions.find(({ id }) => id === url.searchParams.get('fnId'));
    if (request.method !== 'POST' || !fn) return reply(response, { status: 404, unmarked: true });
    try {
      checkSignature(String(request.headers['x-inngest-signature']), raw, signingKey, Date.now());
    } catch (error) {
      refusals.push(`${fn.id}: ${error instanceof Error ? error.message : error}`);
      return reply(response, { status: 401 });
    }
    const call = callOf(request, url, raw);
    fn.calls.push(call);
    const said = fn.answerTo(call);
    if (said.afterMs) await sleep(said.afterMs);
    call.answeredMs = Date.now();
    reply(response, said);
  }

  async function tellFunctions(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    await offered.promise;
    syncs.push({ headers: request.headers, body, atMs: Date.now() });
    const told = await program.libraryFunctions();
    reply(response, {
      status: 200,
      body: { ...told, app_id: APP, url: serveUrl, functions: [...configs(), ...told.functions] },
      headers: { 'x-inngest-sync-kind': 'in_band' },
    });
  }

  /** Hands a request to the library as it came, and its answer back, and writes both down. */
  async function behind(request: IncomingMessage, response: ServerResponse, url: URL, raw: string): Promise<void> {
    await offered.promise;
    const fn = functions.get(url.searchParams.get('fnId') ?? '');
    const call = fn && request.method === 'POST' && raw !== '' ? callOf(request, url, raw) : null;
    if (call) fn!.calls.push(call);
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...headers } = request.headers;
    const answered = await fetch(new URL(`${url.pathname}${url.search}`, library!.origin), {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(request.method === 'GET' ? {} : { body: raw }),
    });
    const body = await answered.text();
    const {
      'content-length': ____0,
      'content-encoding': ____1,
      connection: ____2,
      ...kept
    } = Object.fromEntries(answered.headers);
    if (call) Object.assign(call, { answeredMs: Date.now(), answer: { status: answered.status, headers: kept, body } });
    response.writeHead(answered.status, kept).end(body);
  }

  const configs = () => scriptedFunctions.map((fn) => fn.config(serveUrl));
  const program: Program = {
    serveUrl,
    libraryUrl,
    syncs,
    refusals,
    registration: () => ({
      url: serveUrl,
      deployType: 'ping',
      framework: 'nodejs',
      appName: APP,
      sdk: SDK.replace('inngest-', ''),
      v: '0.1',
      capabilities: { in_band_sync: 'v1', trust_probe: 'v1' },
      functions: configs(),
    }),
    async libraryFunctions() {
      const body = JSON.stringify({ url: libraryUrl });
      const answered = await fetch(libraryUrl, {
        method: 'PUT',
        headers: {
          'content-type': 'application/json',
          'x-inngest-sync-kind': 'in_band',
          'x-inngest-signature': sign(body, signingKey, Date.now()),
        },
        body,
      });
      return (await answered.json()) as Awaited<ReturnType<Program['libraryFunctions']>>;
    },
    async offer(libraryFunctions, handler) {
      for (const fn of libraryFunctions) functions.set(fn.id, fn);
      const inner = createServer(handler);
      library = { server: inner, origin: await listening(inner, 0) };
      offered.resolve();
    },
    async close() {
      for (const each of [server, library?.server]) {
        each?.close();
        each?.closeAllConnections();
      }
    },
  };
  return program;
}

/** How the program shows who it is when it makes functions known by itself. */
export const authorization = (signingKey: string) => `Bearer ${hashedKey(signingKey)}`;

function callOf(request: IncomingMessage, url: URL, raw: string): Call {
  const query = Object.fromEntries(url.searchParams);
  return { atMs: Date.now(), path: url.pathname, query, headers: request.headers, raw, body: JSON.parse(raw) };
}

function reply(response: ServerResponse, { status, headers, body, unmarked, lost }: Answer): void {
  if (lost) return void response.destroy();
  const marks = { 'x-inngest-sdk': SDK, 'x-inngest-req-version': '2', 'content-type': 'application/json' };
  response
    .writeHead(status, { ...(unmarked ? {} : marks), ...headers })
    .end(body === undefined ? '' : JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
