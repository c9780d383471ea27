import { createHash } from 'node:crypto';
import { orgOf } from '../begin-run';
import { DELAY_MAX_MS, type DeliveryOptions, deliveryOptions, wholeNumber } from './delivery-options';
import { checkDestination } from './destination';
import type { Callback, NewMessage } from './message';
import { PublishRefused } from './refused';

const RETRIES = 3;

export interface Published {
  destination: string;
  /** By name in small letters. */
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

/**
 * The message that a request asks for. An option that is not known is refused, never passed over.
 * @param deliverTo origins that may be called
 * @throws PublishRefused
 */
export function readMessage(
  { destination: url, headers, body }: Published,
  deliverTo: readonly string[],
  nowMs: number,
): NewMessage {
  checkDestination(url, deliverTo);
  const { own, callback, failureCallback, delivery } = groups(headers);
  const options = deliveryOptions(delivery, 'Upstash-');
  const retries = options.retries ?? RETRIES;
  if (options.method === 'GET' && body.byteLength > 0) throw new PublishRefused('A message by GET carries no body.');
  const contentType = headers['content-type'];
  const sent = { ...(contentType ? { 'content-type': String(contentType) } : {}), ...options.headers };
  const defaults = { deliverTo, retries };
  return {
    url,
    method: options.method,
    headers: sent,
    body,
    retries,
    timeoutMs: options.timeoutMs,
    notBeforeMs: notBefore(own.get('not-before'), options, nowMs),
    callback: readCallback('Upstash-Callback', own.get('callback'), callback, defaults),
    failureCallback: readCallback('Upstash-Failure-Callback', own.get('failure-callback'), failureCallback, defaults),
    label: own.get('label') ?? null,
    dedupKey: dedupKey(own, url, sent, body),
    orgId: orgIn(body),
  };
}

const OWN = ['not-before', 'deduplication-id', 'content-based-deduplication', 'callback', 'failure-callback', 'label'];
const PREFIX = 'upstash-';

/** Options of the message, of its callbacks, and of their deliveries, without what stands before their names. */
function groups(headers: Published['headers']) {
  const found = {
    own: new Map<string, string>(),
    delivery: new Map<string, string>(),
    callback: new Map<string, string>(),
    failureCallback: new Map<string, string>(),
  };
  for (const [header, value] of Object.entries(headers)) {
    // What the client tells of itself asks for nothing.
    if (!header.startsWith(PREFIX) || header.startsWith(`${PREFIX}telemetry-`) || value === undefined) continue;
    const name = header.slice(PREFIX.length);
    if (OWN.includes(name)) found.own.set(name, String(value));
    else if (name.startsWith('callback-')) found.callback.set(name.slice('callback-'.length), String(value));
    else if (name.startsWith('failure-callback-'))
      found.failureCallback.set(name.slice('failure-callback-'.length), String(value));
    else found.delivery.set(name, String(value));
  }
  return found;
}

function readCallback(
  name: string,
  url: string | undefined,
  group: ReadonlyMap<string, string>,
  { deliverTo, retries }: { deliverTo: readonly string[]; retries: number },
): Callback | null {
  const options = deliveryOptions(group, `${name}-`);
  if (url === undefined) {
    if (group.size > 0) throw new PublishRefused(`${name}-${[...group.keys()][0]} needs ${name}.`);
    return null;
  }
  checkDestination(url, deliverTo);
  if (options.method === 'GET') throw new PublishRefused(`${name}-Method is not GET: a callback carries a body.`);
  return { ...options, url, retries: options.retries ?? retries };
}

function notBefore(text: string | undefined, { delayMs }: DeliveryOptions, nowMs: number): number {
  if (text === undefined) return nowMs + delayMs;
  const ms = wholeNumber('Upstash-Not-Before', text, 1e12) * 1_000;
  if (ms > nowMs + DELAY_MAX_MS)
    throw new PublishRefused('Upstash-Not-Before is Unix time in seconds, at most a year from now.');
  return Math.max(nowMs, ms);
}

/** By the id that was given, or by destination, body and what is forwarded. */
function dedupKey(
  own: ReadonlyMap<string, string>,
  url: string,
  headers: Record<string, string>,
  body: Buffer,
): string | null {
  const byContent = own.get('content-based-deduplication');
  if (byContent !== undefined && byContent !== 'true' && byContent !== 'false')
    throw new PublishRefused('Upstash-Content-Based-Deduplication is true or false.');
  const id = own.get('deduplication-id');
  if (id === '') throw new PublishRefused('Upstash-Deduplication-Id is empty.');
  const parts = id !== undefined ? ['id', id] : ['content', url, JSON.stringify(Object.entries(headers).sort())];
  if (id === undefined && byContent !== 'true') return null;
  const hash = createHash('sha256').update(JSON.stringify(parts));
  return (id === undefined ? hash.update(body) : hash).digest('base64url');
}

/** The organization that a JSON body names. */
function orgIn(body: Buffer): string | null {
  try {
    const data: unknown = JSON.parse(body.toString('utf8'));
    return typeof data === 'object' && data !== null ? orgOf({ data: data as Record<string, unknown> }) : null;
  } catch {
    return null;
  }
}
