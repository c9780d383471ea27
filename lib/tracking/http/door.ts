import { AppError, isAppError, toAppError } from '@/lib/platform/errors';
import { ingestBucket, type Limiter, type LimitVerdict, refusedKeyBucket } from '@/lib/platform/limits';
import { log } from '@/lib/platform/log';
import { inNewWork } from '@/lib/platform/work-context';
import type { CommitOutcome, LedgerRow } from '@/lib/tracking/ledger';
import { accepted, failed, limited, preflight, type RejectedItem, refusalError, rejectedItem } from './answers';
import type { DoorRequest, DoorResponse } from './door-types';
import { readEventBody } from './event-body';
import { BATCH_EVENTS_MAX } from './event-sizes';
import { type IncomingEvent, isJsonObject, type ReadingFacts } from './incoming-event';
import type { IngestKey, KeyLookup } from './key-lookup';
import { ledgerRow } from './ledger-row';
import { Refusal } from './refusal';
import { type Reason, type Refused, refusedEvent } from './refused-events';
import type { RefusedLog } from './refused-log';
import { parseBody, type RequestBody } from './request-body';
import { keyOfBody, keyOfHeaders } from './request-key';
import { type DoorRoute, routeOf } from './routes';
import { readSegmentCall } from './segment-call';

/** Wrong keys from one address. */
const REFUSED_KEYS = { count: 100, windowMs: 15 * 60_000 };

/** The events of one batch are mostly wrong in the same way; the rest of them is counted. */
const NOTED_PER_REQUEST_MAX = 50;

export interface DoorDependencies {
  keys: Pick<KeyLookup, 'find'>;
  commit(rows: readonly LedgerRow[]): Promise<CommitOutcome>;
  limiter: Limiter;
  /** Told of everything that a known key's organization might wonder about. */
  refused: Pick<RefusedLog, 'note' | 'leaveOut'>;
  /** Events a second of a key that has no figure of its own. */
  eventsPerSecond: number;
  trustedProxy: boolean;
}

/** Answers a request, at once where nothing needs waiting for; null when the path is not the door's. Never throws. */
export type Door = (request: DoorRequest) => DoorResponse | Promise<DoorResponse> | null;

/**
 * The way into the ledger. A well-formed batch is answered 202 (200 on Segment's paths) with each event's fate, also
 * when none of its events was taken; a single event that is refused is answered with the refusal itself.
 */
export function createDoor(dependencies: DoorDependencies): Door {
  return (request) => {
    const route = routeOf(request.method, request.url, request.headers);
    if (route === null) return null;
    try {
      const answer = respond(route, request, dependencies);
      return answer instanceof Promise ? answer.catch((error: unknown) => failure(request, error)) : answer;
    } catch (error) {
      return failure(request, error);
    }
  };
}

function respond(route: DoorRoute, request: DoorRequest, door: DoorDependencies): DoorResponse | Promise<DoorResponse> {
  if (route.kind === 'unknown') throw new AppError('NOT_FOUND');
  if (request.method === 'OPTIONS') return preflight(request);
  if (request.method !== 'POST') return failed(request, new AppError('METHOD_NOT_ALLOWED'), { allow: 'POST, OPTIONS' });

  const isSegment = route.kind === 'segment' || route.kind === 'segment-batch';
  let secret = keyOfHeaders(request.headers);
  let body: RequestBody | undefined;
  if (secret === undefined && isSegment) {
    body = parseBody(request.body, request.headers['content-encoding']);
    secret = keyOfBody(body.value);
  }
  const key = secret === undefined ? null : door.keys.find(secret, request.receivedAtMs);
  if (key instanceof Promise) return key.then((found) => admit(route, request, body, found, door));
  return admit(route, request, body, key, door);
}

function admit(
  route: DoorRoute,
  request: DoorRequest,
  parsed: RequestBody | undefined,
  key: IngestKey | null,
  door: DoorDependencies,
): DoorResponse | Promise<DoorResponse> {
  if (key === null) return refuseKey(request, door);
  let body = parsed;
  let items: unknown[];
  try {
    checkSender(key, request);
    body ??= parseBody(request.body, request.headers['content-encoding']);
    items = itemsOf(route, body.value);
  } catch (error) {
    if (isAppError(error)) note(door, key, request, error, body ?? { bytes: request.body });
    throw error;
  }
  const limit = { count: key.eventsPerSecond ?? door.eventsPerSecond, windowMs: 1_000 };
  const verdict = door.limiter.take(
    ingestBucket(key.orgId, key.keyId),
    Math.max(1, items.length),
    limit,
    request.receivedAtMs,
  );
  // Where the verdict is there already, no event waits for a turn of its own.
  if (verdict instanceof Promise)
    return verdict.then((known) => ingestWithin(known, route, request, body, items, key, door));
  return ingestWithin(verdict, route, request, body, items, key, door);
}

function ingestWithin(
  verdict: LimitVerdict,
  route: DoorRoute,
  request: DoorRequest,
  body: RequestBody,
  items: unknown[],
  key: IngestKey,
  door: DoorDependencies,
): DoorResponse | Promise<DoorResponse> {
  if (!verdict.allowed) {
    note(door, key, request, new AppError('RATE_LIMITED'), body);
    return limited(request, verdict);
  }
  try {
    return ingest(route, request, body, items, key, door);
  } catch (error) {
    return failOf(key, request, error);
  }
}

/** Whose requests failed, for the log: a context kept through each request would cost the door a third more. */
const owners = new WeakMap<DoorRequest, string>();

function failOf(key: IngestKey, request: DoorRequest, error: unknown): never {
  owners.set(request, key.orgId);
  throw error;
}

/** @throws AppError FORBIDDEN */
function checkSender(key: IngestKey, request: DoorRequest): void {
  if (!key.mayWrite) throw new AppError('FORBIDDEN', { message: 'This key may not write events.' });
  const { origin } = request.headers;
  if (origin !== undefined && key.allowedOrigins.length > 0 && !key.allowedOrigins.includes(origin.toLowerCase())) {
    throw new AppError('FORBIDDEN', {
      message: 'This source takes no events from pages of this origin.',
      field: 'origin',
    });
  }
}

function note(door: DoorDependencies, key: IngestKey, request: DoorRequest, reason: Reason, refused: Refused): void {
  inNewWork({ orgId: key.orgId }, () =>
    door.refused.note(key.orgId, () => refusedEvent(key, request, reason, refused)),
  );
}

function refuseKey(request: DoorRequest, door: DoorDependencies): DoorResponse | Promise<DoorResponse> {
  const verdict = door.limiter.take(refusedKeyBucket(request.address), 1, REFUSED_KEYS, request.receivedAtMs);
  return verdict instanceof Promise
    ? verdict.then((known) => refusalOfKey(request, known))
    : refusalOfKey(request, verdict);
}

function refusalOfKey(request: DoorRequest, verdict: LimitVerdict): DoorResponse {
  if (!verdict.allowed) return limited(request, verdict);
  const error = new AppError('UNAUTHORIZED', {
    message: 'Send a valid write key, or an API key with the scope events:write.',
  });
  return failed(request, error, { 'www-authenticate': 'Bearer' });
}

function itemsOf(route: DoorRoute, body: unknown): unknown[] {
  if (route.kind === 'event' || route.kind === 'segment') return [body];
  if (!isJsonObject(body)) throw new AppError('VALIDATION', { field: 'body', message: 'The body must be an object.' });
  const field = route.kind === 'batch' ? 'events' : 'batch';
  const items = body[field];
  if (!Array.isArray(items)) throw new AppError('VALIDATION', { field, message: `${field} must be a list of events.` });
  if (route.kind === 'batch' && items.length > BATCH_EVENTS_MAX) {
    throw new AppError('VALIDATION', { field, message: `${field} must hold at most ${BATCH_EVENTS_MAX} events.` });
  }
  return items;
}

function ingest(
  route: DoorRoute,
  request: DoorRequest,
  body: RequestBody,
  items: unknown[],
  key: IngestKey,
  door: DoorDependencies,
): DoorResponse | Promise<DoorResponse> {
  const { receivedAtMs } = request;
  const isSingle = route.kind === 'event' || route.kind === 'segment';
  const isSegment = route.kind === 'segment' || route.kind === 'segment-batch';
  const readingFacts = { receivedAtMs, backdatingDays: key.backdatingDays, hasEscapes: body.hasEscapes };
  const requestFacts = {
    headers: request.headers,
    trustedProxy: door.trustedProxy,
    ip: key.keepIpAddresses ? request.ip : undefined,
  };
  const call = route.kind === 'segment' ? route.call : undefined;
  let noted = 0;
  const noteItem = (refusal: Refusal, index: number) => {
    noted += 1;
    if (noted > NOTED_PER_REQUEST_MAX) door.refused.leaveOut(key.orgId, 1);
    else note(door, key, request, refusal, { value: items[index], type: call });
  };
  const rows: LedgerRow[] = [];
  const indexes: number[] = [];
  const rejected: RejectedItem[] = [];
  for (let index = 0; index < items.length; index++) {
    const event = readItem(route, items[index], body.value, readingFacts);
    if (event instanceof Refusal) {
      noteItem(event, index);
      if (isSingle) throw refusalError(event);
      rejected.push(rejectedItem(index, event));
    } else {
      rows.push(ledgerRow(event, key, requestFacts, receivedAtMs));
      indexes.push(index);
    }
  }
  const conclude = ({ duplicates, refused }: CommitOutcome) => {
    for (const position of refused) {
      const index = indexes[position]!;
      noteItem(UNSTORABLE, index);
      rejected.push(rejectedItem(index, UNSTORABLE));
    }
    if (isSingle && refused.length > 0) throw refusalError(UNSTORABLE);
    if (refused.length > 0) rejected.sort((a, b) => a.index - b.index);
    return accepted(request, isSegment, rows.length - duplicates - refused.length, duplicates, rejected);
  };
  return door.commit(rows).then(conclude, (error: unknown) => failOf(key, request, error));
}

const UNSTORABLE = new Refusal('event', 'The event holds a value that cannot be stored.');

function readItem(route: DoorRoute, item: unknown, body: unknown, facts: ReadingFacts): IncomingEvent | Refusal {
  if (route.kind === 'segment') return readSegmentCall(item, route.call, {}, facts);
  if (route.kind === 'segment-batch') return readSegmentCall(item, undefined, isJsonObject(body) ? body : {}, facts);
  return readEventBody(item, facts);
}

function failure(request: DoorRequest, thrown: unknown): DoorResponse {
  const error = toAppError(thrown);
  const answer = failed(request, error);
  // An outage would otherwise write a line for every request; health checks report it.
  if (error.code === 'INTERNAL') {
    const orgId = owners.get(request);
    const fields = { requestId: answer.headers['x-request-id']!, ...(orgId ? { orgId } : {}) };
    inNewWork(fields, () => log.error({ err: error.cause }, 'the door failed'));
  }
  return answer;
}
