import type { IncomingMessage, ServerResponse } from 'node:http';
import { limitAddress } from '@/lib/platform/client-address';
import { AppError } from '@/lib/platform/errors';
import { failed } from './answers';
import type { Door } from './door';
import type { DoorRequest, DoorResponse } from './door-types';
import { BODY_BYTES_MAX } from './event-sizes';
import { routeOf } from './routes';

/** A body must be complete by then, to the second. */
const BODY_TIMEOUT_MS = 10_000;
const BODY_CHECK_INTERVAL_MS = 1_000;
/** How long a sender of too large a body is listened to, so that it can read the answer before the connection ends. */
const LINGER_MS = 2_000;
const EMPTY = Buffer.alloc(0);

interface NodeDoorOptions {
  door: Door;
  trustedProxy: boolean;
}

/** The door for node:http, in front of everything else. @returns whether it took the request */
export function createDoorListener({ door, trustedProxy }: NodeDoorOptions) {
  const reading = createReadingList();
  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const method = req.method ?? 'GET';
    const url = req.url ?? '/';
    if (routeOf(method, url, req.headers) === null) return false;
    // Only Set-Cookie would be a list, and requests have none.
    const headers = req.headers as Readonly<Record<string, string | undefined>>;
    readBody(req, reading, (body) => {
      const ip = req.socket.remoteAddress;
      const request: DoorRequest = {
        method,
        url,
        headers,
        body: body ?? EMPTY,
        address: limitAddress(ip, headers['x-forwarded-for'], trustedProxy),
        ip: trustedProxy ? (headers['x-forwarded-for']?.split(',').at(-1)?.trim() ?? ip) : ip,
        receivedAtMs: Date.now(),
      };
      if (body === undefined) {
        send(res, failed(request, new AppError('PAYLOAD_TOO_LARGE')));
        hangUpLater(req);
        return;
      }
      const answer = door(request);
      if (answer instanceof Promise) void answer.then((later) => send(res, later));
      else if (answer !== null) send(res, answer);
    });
    return true;
  };
}

/** Requests whose bodies are on their way; one timer for all of them, since most are complete at once. */
function createReadingList(): Map<IncomingMessage, number> {
  const sinceMs = new Map<IncomingMessage, number>();
  setInterval(() => {
    const nowMs = performance.now();
    for (const [req, beganMs] of sinceMs) {
      if (nowMs - beganMs < BODY_TIMEOUT_MS) break;
      sinceMs.delete(req);
      req.destroy();
    }
  }, BODY_CHECK_INTERVAL_MS).unref();
  return sinceMs;
}

/** @param done gets the body, or undefined as soon as it is known to be too large; nothing when the sender goes away */
function readBody(
  req: IncomingMessage,
  reading: Map<IncomingMessage, number>,
  done: (body: Buffer | undefined) => void,
): void {
  if (Number(req.headers['content-length']) > BODY_BYTES_MAX) {
    done(undefined);
    return;
  }
  let chunks: Buffer[] = [];
  let bytes = 0;
  reading.set(req, performance.now());
  req.on('data', (chunk: Buffer) => {
    if (bytes > BODY_BYTES_MAX) return;
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) {
      reading.delete(req);
      chunks = [];
      done(undefined);
    } else chunks.push(chunk);
  });
  req.on('end', () => {
    reading.delete(req);
    if (bytes <= BODY_BYTES_MAX) done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes));
  });
  // Without a listener a broken connection would be an uncaught error.
  req.on('error', () => reading.delete(req));
  req.on('close', () => reading.delete(req));
}

/** What still comes is thrown away unread; a sender that does not stop is cut off. */
function hangUpLater(req: IncomingMessage): void {
  req.resume();
  const timeout = setTimeout(() => req.destroy(), LINGER_MS).unref();
  req.on('close', () => clearTimeout(timeout));
}

function send(res: ServerResponse, answer: DoorResponse): void {
  if (res.destroyed) return;
  res.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  res.end(answer.body);
}
