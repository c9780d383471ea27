import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RespClient, RespError, type RespReply } from './resp-client';

export interface RestBridge {
  url: string;
  token: string;
  /** Connections are refused until `heal`. */
  refuse(): Promise<void>;
  /** Requests are taken and never answered; those that hang when it heals are cut off. */
  hang(): void;
  heal(): Promise<void>;
  /** Requests that came in, answered or not. */
  readonly requests: number;
  close(): Promise<void>;
}

type Answer = { result: unknown } | { error: string };

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const BODY_BYTES_MAX = 10_000_000;

/**
 * Upstash's REST protocol in front of a Redis: `POST /` with one command, `/pipeline`, `/multi-exec`, as its published
 * client speaks it (upstash.com/docs/redis/features/restapi).
 */
export async function restBridge(redis: RespClient, onClosed: () => Promise<void>): Promise<RestBridge> {
  const token = randomBytes(24).toString('base64url');
  let isHanging = false;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    if (isHanging) return;
    void answer(redis, token, request).then(
      ({ status, body }) => reply(response, status, body),
      (error: Error) => reply(response, error instanceof Refused ? error.status : 500, { error: error.message }),
    );
  });
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stopListening = () =>
    new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    refuse: stopListening,
    hang() {
      isHanging = true;
    },
    async heal() {
      if (isHanging) server.closeAllConnections();
      isHanging = false;
      if (!server.listening) await listen(port);
    },
    get requests() {
      return requests;
    },
    async close() {
      await stopListening();
      redis.close();
      await onClosed();
    },
  };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function answer(redis: RespClient, token: string, request: IncomingMessage) {
  checkToken(request, token);
  if (request.method !== 'POST') throw new Refused(405, 'ERR only POST is spoken here');
  const body: unknown = await bodyOf(request);
  const inBase64 = request.headers['upstash-encoding'] === 'base64';
  switch (new URL(request.url ?? '/', 'http://bridge').pathname) {
    case '/': {
      const [only] = await redis.send([commandOf(body)]);
      const answered = answerOf(only!, inBase64);
      return { status: 'error' in answered ? 400 : 200, body: answered };
    }
    case '/pipeline': {
      const replies = await redis.send(commandsOf(body));
      return { status: 200, body: replies.map((one) => answerOf(one, inBase64)) };
    }
    case '/multi-exec': {
      const replies = await redis.send([['MULTI'], ...commandsOf(body), ['EXEC']]);
      const executed = replies.at(-1)!;
      if (!Array.isArray(executed)) return { status: 400, body: answerOf(executed, inBase64) };
      return { status: 200, body: executed.map((one) => answerOf(one, inBase64)) };
    }
    default:
      throw new Refused(404, 'ERR there is nothing at this path');
  }
}

function checkToken(request: IncomingMessage, token: string): void {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new Refused(401, 'WRONGPASS invalid or missing auth token');
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) throw new Refused(413, 'ERR max request size exceeded');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new Refused(400, 'ERR failed to parse command');
  }
}

function commandsOf(body: unknown): string[][] {
  if (!Array.isArray(body) || body.length === 0) throw new Refused(400, 'ERR empty pipeline request');
  return body.map(commandOf);
}

function commandOf(body: unknown): string[] {
  if (!Array.isArray(body) || body.length === 0) throw new Refused(400, 'ERR empty command');
  return body.map((word) => (typeof word === 'string' ? word : JSON.stringify(word)));
}

function answerOf(reply: RespReply, inBase64: boolean): Answer {
  return reply instanceof RespError ? { error: reply.message } : { result: resultOf(reply, inBase64) };
}

function resultOf(reply: RespReply, inBase64: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((one) => resultOf(one, inBase64));
  if (reply === null || typeof reply === 'number' || reply === 'OK') return reply;
  if (reply instanceof RespError) return reply.message;
  return Buffer.from(reply as string).toString(inBase64 ? 'base64' : 'utf8');
}
