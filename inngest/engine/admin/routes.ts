import { z } from 'zod';
import type { Engine } from '../engine';

/** What was asked for, after its credential was checked. */
export interface AdminRequest {
  method: string;
  /** Below `/admin`. */
  path: string;
  query: URLSearchParams;
}

export interface AdminAnswer {
  status: number;
  body: unknown;
}

const runId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/i);
/** Of a run, or of a message. */
const anyId = z.string().regex(/^(msg_)?[0-9A-HJKMNP-TV-Z]{26}$/i);

const schema = z.object({
  /** An organization's id, or `none` for the program's own runs. Whoever asks says it: one who may see all is not meant to. */
  org: z.union([z.literal('none').transform(() => null), z.uuid()]),
  status: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']).optional(),
  function: z.string().max(256).optional(),
  before: anyId.optional(),
  after: runId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const STATUSES = { unknown: 404, 'not failed': 409, ended: 409, 'function gone': 409 } as const;

/**
 * How the engine is looked at and set right by hand. Not part of Inngest's protocol: another engine answers nothing
 * under these paths, and the program says so instead.
 */
export async function answerAdmin(engine: Engine, request: AdminRequest): Promise<AdminAnswer> {
  const parsed = schema.safeParse(Object.fromEntries(request.query));
  if (!parsed.success) return { status: 400, body: { error: z.prettifyError(parsed.error) } };
  const { org, function: functionId, ...filter } = parsed.data;
  const [collection, id, verb, ...rest] = request.path.split('/').filter(Boolean);
  if (rest.length > 0 || (id !== undefined && !anyId.safeParse(id).success)) return NOT_FOUND;
  switch (`${request.method} ${[collection, id === undefined ? [] : [':id'], verb ?? []].flat().join('/')}`) {
    case 'GET overview':
      return { status: 200, body: await engine.inspect.overview(org) };
    case 'GET runs':
      return { status: 200, body: { runs: await engine.inspect.runs(org, { ...filter, functionId }) } };
    case 'GET runs/:id': {
      const run = await engine.inspect.run(org, id!);
      return run ? { status: 200, body: run } : NOT_FOUND;
    }
    case 'POST runs/:id/revive':
      return done(await engine.revive(org, id!));
    case 'POST runs/:id/cancel':
      return done(await engine.cancel(org, id!));
    case 'POST revive-failed':
      return { status: 200, body: await engine.reviveFailed(org, filter.after ?? '') };
    case 'GET failed-messages':
      return org === null
        ? NOT_FOUND
        : { status: 200, body: { messages: await engine.inspect.failedMessages(org, filter) } };
    case 'POST failed-messages/:id/retry':
      return org === null ? NOT_FOUND : done(await engine.retryMessage(org, id!));
    default:
      return NOT_FOUND;
  }
}

const NOT_FOUND: AdminAnswer = { status: 404, body: { error: 'There is no such thing.' } };

function done(what: keyof typeof STATUSES | 'revived' | 'cancelled' | 'retried'): AdminAnswer {
  return what in STATUSES
    ? { status: STATUSES[what as keyof typeof STATUSES], body: { error: what } }
    : { status: 200, body: { done: what } };
}
