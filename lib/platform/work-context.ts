import { AsyncLocalStorage } from 'node:async_hooks';
import type { ErrorCode } from './errors';
import { processState } from './process-state';

/** What a log line says of the work it was written in. */
export interface WorkFields {
  requestId?: string;
  /** Of a durable function. */
  runId?: string;
  functionId?: string;
  /** What runs by the clock, or the drain. */
  worker?: string;
  jobId?: string;
  orgId?: string;
}

/** Where in which trace the work stands. */
export interface TracePosition {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  sampled: boolean;
  /** Another process began it. */
  isRemote: boolean;
}

/** What is learned of a request while it is answered. */
export interface RequestFacts {
  /** The path as it is declared, such as `/api/leads/{id}`. */
  route?: string;
  error?: ErrorCode;
}

interface Work {
  fields: WorkFields;
  trace: TracePosition | null;
  request: RequestFacts | null;
}

const NONE: Work = { fields: {}, trace: null, request: null };

let known: AsyncLocalStorage<Work> | undefined;

function storage(): AsyncLocalStorage<Work> {
  known ??= processState('work', () => new AsyncLocalStorage<Work>());
  return known;
}

const current = (): Work => storage().getStore() ?? NONE;

/** Does work as part of the work around it; what is logged in it carries these fields as well. */
export function inWork<T>(fields: WorkFields, work: () => T): T {
  const outer = current();
  return storage().run({ ...outer, fields: { ...outer.fields, ...fields } }, work);
}

/**
 * Does work as nobody's part: what goes on behind a request, whoever set it off.
 * @param fields as they are, getters included, which are asked only when a line is written
 */
export function inNewWork<T>(fields: WorkFields, work: () => T): T {
  return storage().run({ fields, trace: null, request: null }, work);
}

/** Does work as that of one request. */
export function inRequest<T>(fields: WorkFields, request: RequestFacts, work: () => T): T {
  return storage().run({ fields, trace: null, request }, work);
}

/** Does work at this place of a trace. */
export function inTrace<T>(trace: TracePosition | null, work: () => T): T {
  return storage().run({ ...current(), trace }, work);
}

/** Adds what was learned to the work that is under way; nothing outside of any. */
export function noteWork(fields: WorkFields): void {
  const work = storage().getStore();
  if (work) Object.assign(work.fields, fields);
}

/** The same for a request; work inside of it may note it too. */
export function noteRequest(facts: RequestFacts): void {
  const { request } = current();
  if (request) Object.assign(request, facts);
}

export function currentTrace(): TracePosition | null {
  return current().trace;
}

/** A new object with what a log line is to say. */
export function logFields(): WorkFields & { traceId?: string } {
  const { fields, trace } = current();
  return trace ? { ...fields, traceId: trace.traceId } : { ...fields };
}
