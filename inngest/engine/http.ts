import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ulid } from 'ulid';
import { z } from 'zod';
import { constantTimeEqual } from '@/lib/platform/crypto';
import { apiToken, ENGINE_HEADER } from '@/lib/platform/durable/api-token';
import { readTraceparent } from '@/lib/platform/trace';
import { answerAdmin } from './admin/routes';
import type { Engine } from './engine';
import { answerQstash, type QstashDoor } from './qstash/http';
import type { WireEvent } from './wire';

export interface HttpOptions {
  engine: Engine;
  /** Who may send events. */
  eventKey: string;
  /** Shared with the program; whoever proves to know it may look at runs and set them right. */
  signingKey: string;
  /** The key before it, of a program that has not heard of the new one. */
  signingKeyFallback?: string | null;
  /** Where messages are published; without it, none are taken. */
  qstash?: QstashDoor | null;
  now?: () => number;
}

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const RESERVED = 'inngest/';

const eventSchema = z.looseObject({
  name: z.string().min(1).max(256),
  data: z.record(z.string(), z.unknown()).nullish(),
  id: z.string().max(256).optional(),
  ts: z.number().int().nonnegative().optional(),
  user: z.record(z.string(), z.unknown()).optional(),
  v: z.string().optional(),
});

/** The engine's own address: where the program sends its events. */
export function engineServer({
  engine,
  eventKey,
  signingKey,
  signingKeyFallback = null,
  qstash = null,
  now = Date.now,
}: HttpOptions): Server {
  return createServer((request, response) => {
    answer(request, { engine, eventKey, signingKey, signingKeyFallback, qstash, now })
      .catch(() => ({ status: 503, body: { error: 'The database did not answer; try again shortly.', status: 503 } }))
      .then(({ status, body }) => reply(response, status, body))
      .catch(() => response.destroy());
  });
}

interface Answered {
  status: number;
  body: unknown;
}

async function answer(request: IncomingMessage, options: Required<HttpOptions>): Promise<Answered> {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://engine');
  if (request.method === 'GET' && path === '/health') return { status: 200, body: { status: 200, message: 'OK' } };
  if (path.startsWith('/admin/')) {
    if (!isShared(request.headers.authorization, options))
      return { status: 401, body: { error: 'The signing key is another.' } };
    return answerAdmin(options.engine, { method: request.method ?? '', path: path.slice('/admin/'.length), query });
  }
  if (options.qstash && path.startsWith('/v2/')) return answerQstash(request, options.qstash, options);
  const key = /^\/e\/([^/]+)$/.exec(path)?.[1];
  if (request.method !== 'POST' || key === undefined) return { status: 404, body: { error: 'not found', status: 404 } };
  if (!isEventKey(key, options.eventKey))
    return { status: 401, body: { error: 'The event key is another.', status: 401 } };
  const body = await bodyOf(request);
  if (body === null) return { status: 413, body: { error: 'The body is larger than 4 MB.', status: 413 } };
  const events = eventsIn(body, options.now());
  if ('problem' in events) return { status: 400, body: { error: events.problem, status: 400 } };
  await options.engine.send(events.list, traceparentOf(request));
  return { status: 200, body: { ids: events.list.map((event) => event.id ?? ulid()), status: 200 } };
}

/** Kept beside the events, where functions do not see it; nothing where it cannot be read, or nobody traces. */
function traceparentOf({ headers: { traceparent } }: IncomingMessage): string | null {
  return typeof traceparent === 'string' && readTraceparent(traceparent) ? traceparent : null;
}

function isShared(
  authorization: string | undefined,
  { signingKey, signingKeyFallback }: Pick<Required<HttpOptions>, 'signingKey' | 'signingKeyFallback'>,
): boolean {
  const given = Buffer.from(authorization ?? '');
  return [signingKey, signingKeyFallback].some(
    (key) => key !== null && constantTimeEqual(given, Buffer.from(`Bearer ${apiToken(key)}`)),
  );
}

/** @param segment of an address, as it came */
function isEventKey(segment: string, eventKey: string): boolean {
  try {
    return constantTimeEqual(Buffer.from(decodeURIComponent(segment)), Buffer.from(eventKey));
  } catch {
    // It decodes to nothing.
    return false;
  }
}

/** @returns the events, or what is wrong with them: all are taken, or none */
function eventsIn(body: string, nowMs: number): { list: WireEvent[] } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: 'The body is not JSON.' };
  }
  const parsed = z.array(eventSchema).safeParse(Array.isArray(json) ? json : [json]);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error) };
  if (parsed.data.some(({ name }) => name.startsWith(RESERVED)))
    return { problem: `Names that begin with ${RESERVED} are the engine's own.` };
  return {
    list: parsed.data.map(({ name, data, id, ts, user, v }) => ({
      name,
      data: data ?? {},
      ts: ts || nowMs,
      ...(id ? { id } : {}),
      ...(user ? { user } : {}),
      ...(v ? { v } : {}),
    })),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).byteLength;
    if (bytes > BODY_BYTES_MAX) return null;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', [ENGINE_HEADER]: '1' }).end(JSON.stringify(body));
}
