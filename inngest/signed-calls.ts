import canonicalize from 'canonicalize';
import { isAppError } from '@/lib/platform/errors';
import { boundedText } from '@/lib/platform/http/bounded-text';
import { log } from '@/lib/platform/log';
import { isFirstCall } from '@/lib/tenancy';
import { isSignedBy, type ReadSignature, readSignature } from './engine/signature';
import { isTriggeredBy, type TriggersById } from './triggers';

/** What the library reads of a request. Another whole one, made for a body that was read already, would cost a third more. */
export type ReadRequest = Pick<Request, 'method' | 'url' | 'headers' | 'text'>;

export interface ProgramCalled {
  /** The signing key, and the one before it while it is still said to count. */
  keys: readonly string[];
  triggers: TriggersById;
}

type Json = Record<string, unknown>;

/** More than any engine sends: 4 MB of state, and the event. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/**
 * The same handler for calls that ask for a step, each taken once. The library checks the signature and its age, of
 * five minutes in both directions; but the signature covers the body alone, and holds as long for whoever listened. So
 * it is checked here as well, then what it was made for, then that it is new, before the library has it.
 *
 * No call of ours is refused for being like another: each of the engine's carries an id of its own under its signature
 * (engine/call-function.ts). Another Inngest's would have to repeat a call with the same body within the second; the
 * shortest pause it makes is longer, and parallel steps, which do have one body, are told apart by their step.
 */
export function eachOnce(
  handler: (request: ReadRequest) => Promise<Response>,
  program: ProgramCalled,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { searchParams: query } = new URL(request.url);
    // The library answers these before it looks for a function.
    if (query.get('probe')) return handler(request);
    const text = await boundedText(request, BODY_BYTES_MAX);
    if (text === null) return refusal(413, 'The body is too large.');
    const call = readCall(query, request.headers.get('x-inngest-signature'), text);
    if (!call || !isSigned(call, program.keys)) return UNAUTHORIZED();
    const { functionId, stepId, signature } = call;
    if (!isMeantFor(call, program.triggers)) return refused(call, 'a signed call was made for something else');
    try {
      // Without the function: one body is never for two of them.
      if (!(await isFirstCall('inngest', [signature.seconds, signature.code, stepId])))
        return refused(call, 'a signed call came a second time');
    } catch (error) {
      log.warn({ err: isAppError(error) ? error.cause : error, functionId }, 'a signed call could not be written down');
      return refusal(503, 'The database did not answer; try again shortly.', { 'retry-after': '2' });
    }
    return handler({ method: request.method, url: request.url, headers: request.headers, text: async () => text });
  };
}

interface ReceivedCall {
  functionId: string;
  stepId: string;
  signature: ReadSignature;
  body: Json;
}

function readCall(query: URLSearchParams, header: string | null, text: string): ReceivedCall | null {
  const [functionIds, stepIds] = [query.getAll('fnId'), query.getAll('stepId')];
  const signature = readSignature(header);
  const body = objectIn(text);
  // Once each: of two, another reader may take the other.
  if (functionIds.length !== 1 || stepIds.length !== 1 || !functionIds[0] || !stepIds[0]) return null;
  return signature && body && { functionId: functionIds[0], stepId: stepIds[0], signature, body };
}

function isSigned({ signature, body }: ReceivedCall, keys: readonly string[]): boolean {
  const canonical = canonicalize(body) ?? '';
  return keys.some((key) => isSignedBy(signature, canonical, key, Date.now()));
}

/**
 * Whether the signed body was made for the function and the step that the address names, which is not signed. Our
 * engine says both in the body. Another Inngest says neither; then the function must be one that the event asks for,
 * and a step may be named only where the run has begun to take its steps one by one: before that, a call does the next
 * step by itself, and one that was listened to could have had that step done again by its name.
 */
function isMeantFor({ functionId, stepId, body }: ReceivedCall, triggers: TriggersById): boolean {
  const ctx = asObject(body.ctx);
  const call = asObject(ctx?.call);
  if (call) return call.fn_id === functionId && call.step_id === stepId;
  if (stepId !== 'step' && ctx?.disable_immediate_execution !== true) return false;
  const own = triggers.get(functionId);
  return own === undefined || isTriggeredBy(own, asObject(body.event) ?? {});
}

function refused({ functionId, stepId, body }: ReceivedCall, what: string): Response {
  log.warn({ functionId, stepId, runId: asObject(body.ctx)?.run_id }, what);
  return UNAUTHORIZED();
}

const UNAUTHORIZED = () => refusal(401, 'Unauthorized');

function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ message }, { status, headers: { ...headers, 'cache-control': 'no-store' } });
}

function objectIn(text: string): Json | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
