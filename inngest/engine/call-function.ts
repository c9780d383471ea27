import canonicalize from 'canonicalize';
import { ulid } from 'ulid';
import { boundedText } from '@/lib/platform/http/bounded-text';
import { readTraceparent, traced, traceHeaders } from '@/lib/platform/trace';
import { type Outcome, outcomeOf } from './outcome';
import { signatureOf } from './signature';
import type { CallBody } from './wire';

export interface Caller {
  /** Signs every call; the program takes none without. */
  signingKey: string;
  /** Longest time a call may take, in milliseconds. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 300_000;
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

export interface Call {
  url: string;
  functionId: string;
  stepId: string;
  body: CallBody;
  /** What asked for the run. */
  traceparent?: string | null;
}

/** Calls a function for one step, or to find out what comes next. Never throws. */
export function callFunction(call: Call, caller: Caller, now: () => number): Promise<Outcome> {
  const { functionId, stepId, body, traceparent } = call;
  const fields = {
    'throughline.function.id': functionId,
    'throughline.step': stepId,
    'throughline.run.id': body.ctx.run_id,
    'throughline.attempt': body.ctx.attempt + 1,
  };
  return traced(
    `call ${functionId}`,
    fields,
    async (span) => {
      const outcome = await callOnce(call, caller, now);
      span.set({ 'throughline.outcome': outcome.kind });
      if (outcome.kind === 'away') span.fail('UNAVAILABLE');
      return outcome;
    },
    { kind: 'client', parent: readTraceparent(traceparent) },
  );
}

async function callOnce(
  { url, functionId, stepId, body: unsigned }: Call,
  { signingKey, timeoutMs = TIMEOUT_MS }: Caller,
  now: () => number,
): Promise<Outcome> {
  // The signature covers the body alone, so the body says what the call is for; and two calls never have one signature.
  const call = { fn_id: functionId, step_id: stepId, id: ulid() };
  const body: CallBody = { ...unsigned, ctx: { ...unsigned.ctx, call } };
  const address = new URL(url);
  address.searchParams.set('fnId', functionId);
  address.searchParams.set('stepId', stepId);
  try {
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'x-inngest-signature': signatureOf(canonicalize(body) ?? '', signingKey, Date.now()),
        ...traceHeaders(),
        ...(body.version < 0 ? {} : { 'x-inngest-req-version': String(body.version) }),
      },
      body: JSON.stringify(body),
    });
    const text = await boundedText(response, ANSWER_BYTES_MAX);
    if (text === null) {
      const message = `It answered more than ${ANSWER_BYTES_MAX / 1024 / 1024} MB; keep large results elsewhere and return where they are.`;
      return { kind: 'failed', error: { name: 'AnswerTooLarge', message } };
    }
    return outcomeOf({ status: response.status, headers: response.headers, body: text }, now());
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      const message = `It did not answer within ${timeoutMs / 1_000} s.`;
      return { kind: 'threw', error: { name: 'Timeout', message }, retryAfterMs: null };
    }
    return { kind: 'away', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
