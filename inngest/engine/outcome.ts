import { retryAfterMs } from './retry-delay';
import type { WireError, WireOp } from './wire';

/** What the program answered a call with. */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** What follows from an answer, or from there being none. */
export type Outcome =
  | { kind: 'completed'; output: unknown; version: number }
  | { kind: 'ops'; ops: WireOp[]; version: number; retryAfterMs: number | null }
  /** The function threw; it may be tried again if attempts are left. */
  | { kind: 'threw'; error: WireError; retryAfterMs: number | null }
  /** It threw for good, or answered what no repetition will mend. */
  | { kind: 'failed'; error: WireError }
  /** Nobody there who speaks the protocol: a restart, a proxy. Costs the run no attempt. */
  | { kind: 'away'; reason: string };

const SDK_HEADER = 'x-inngest-sdk';
const NO_RETRY_HEADER = 'x-inngest-no-retry';
const VERSION_HEADER = 'x-inngest-req-version';

/** Reads an answer by the protocol's table of statuses. */
export function outcomeOf({ status, headers, body }: Answer, nowMs: number): Outcome {
  if (!headers.has(SDK_HEADER)) return { kind: 'away', reason: `an answer ${status} that is not the program's` };
  if (status === 401) return { kind: 'away', reason: 'the program refused the signature: its signing key is another' };
  const value = parsed(body);
  const asked = retryAfterMs(headers.get('retry-after'), nowMs);
  const version = Number(headers.get(VERSION_HEADER) ?? -1);
  if (status === 206) {
    const ops = value.ok ? opsIn(value.json) : null;
    if (ops) return { kind: 'ops', ops, version, retryAfterMs: asked };
    return { kind: 'failed', error: { name: 'ProtocolError', message: 'The operations it reported cannot be read.' } };
  }
  if (status >= 200 && status < 300) {
    if (!value.ok)
      return { kind: 'failed', error: { name: 'ProtocolError', message: 'What it returned is not JSON.' } };
    return { kind: 'completed', output: value.json, version };
  }
  const error = errorOf(value.ok ? value.json : body, status);
  const noRetry = headers.get(NO_RETRY_HEADER);
  if (noRetry === 'true') return { kind: 'failed', error };
  return { kind: 'threw', error, retryAfterMs: asked };
}

function parsed(body: string): { ok: true; json: unknown } | { ok: false } {
  if (body === '') return { ok: true, json: null };
  try {
    return { ok: true, json: JSON.parse(body) };
  } catch {
    return { ok: false };
  }
}

function opsIn(json: unknown): WireOp[] | null {
  const list = Array.isArray(json) ? json : null;
  const isOp = (op: unknown): op is WireOp =>
    typeof op === 'object' &&
    op !== null &&
    'id' in op &&
    typeof op.id === 'string' &&
    'op' in op &&
    typeof op.op === 'string';
  return list?.every(isOp) ? list : null;
}

const MESSAGE_MAX = 10_000;

/** An error as it came, bounded; whatever else came, as the message. */
export function errorOf(value: unknown, status: number): WireError {
  if (typeof value === 'object' && value !== null && 'message' in value) {
    const { name, message, stack } = value as Record<string, unknown>;
    return {
      name: typeof name === 'string' ? name : 'Error',
      message: String(message).slice(0, MESSAGE_MAX),
      ...(typeof stack === 'string' ? { stack: stack.slice(0, MESSAGE_MAX) } : {}),
    };
  }
  return { name: 'Error', message: `Answered ${status}: ${String(JSON.stringify(value) ?? value).slice(0, 1_000)}` };
}
