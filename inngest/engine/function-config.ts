import { Cron } from 'croner';
import { z } from 'zod';
import { durationMs } from './duration';
import { eventPath } from './path';

/** A function as the engine runs it. */
export interface EngineFunction {
  id: string;
  name: string;
  url: string;
  events: string[];
  crons: string[];
  /** Of one step, the first one counted. */
  maxAttempts: number;
  /** At most `limit` of its steps run at once, for each value at `path` where there is one. */
  concurrency: { limit: number; path: string[] | null }[];
  debounce: { periodMs: number; timeoutMs: number | null; path: string[] | null } | null;
  idempotency: { path: string[] } | null;
  /** Only failures of this function begin it. */
  failureOf: string | null;
}

const DEFAULT_RETRIES = 4;
const MAX_RETRIES = 20;
export const FAILED_EVENT = 'inngest/function.failed';
export const FINISHED_EVENT = 'inngest/function.finished';
const FAILURE_EXPRESSION = /^event\.data\.function_id == '([^']+)'$/;

const expression = z.object({
  limit: z.number().int().min(0),
  key: z.string().optional(),
  scope: z.string().optional(),
});

const schema = z.looseObject({
  id: z.string().min(1),
  name: z.string().optional(),
  triggers: z.array(
    z.looseObject({ event: z.string().optional(), cron: z.string().optional(), expression: z.string().optional() }),
  ),
  steps: z.record(
    z.string(),
    z.looseObject({
      runtime: z.looseObject({ type: z.string(), url: z.string() }),
      retries: z.looseObject({ attempts: z.number().int().min(0) }).optional(),
    }),
  ),
  concurrency: z.union([z.number().int().min(0), expression, z.array(expression)]).optional(),
  debounce: z
    .looseObject({ key: z.string().optional(), period: z.string(), timeout: z.string().optional() })
    .optional(),
  idempotency: z.string().optional(),
});

/** What the engine does not do. A function that asks for it is refused when it registers, not misled when it runs. */
const UNSUPPORTED = ['rateLimit', 'throttle', 'batchEvents', 'priority', 'singleton', 'timeouts', 'cancel'] as const;

/** @returns the function, or why it cannot be run, in words for the person who wrote it */
export function readFunction(config: unknown): EngineFunction | { id: string; refused: string } {
  const parsed = schema.safeParse(config);
  if (!parsed.success) {
    const id = typeof config === 'object' && config !== null && 'id' in config ? String(config.id) : 'unknown';
    return { id, refused: `Its configuration cannot be read: ${z.prettifyError(parsed.error)}` };
  }
  const { data } = parsed;
  try {
    return engineFunction(data);
  } catch (error) {
    return { id: data.id, refused: error instanceof Error ? error.message : String(error) };
  }
}

function engineFunction(config: z.infer<typeof schema>): EngineFunction {
  for (const option of UNSUPPORTED)
    if (config[option] !== undefined) throw new Error(`The local engine does not support the option ${option}.`);
  const [step, ...others] = Object.values(config.steps);
  if (!step || others.length > 0 || step.runtime.type !== 'http')
    throw new Error('The local engine calls functions over HTTP, at one address each.');
  const conditions = config.triggers.filter((trigger) => trigger.expression);
  const failureOf = conditions.map((trigger) =>
    trigger.event === FAILED_EVENT ? FAILURE_EXPRESSION.exec(trigger.expression!)?.[1] : undefined,
  );
  if (failureOf.some((id) => id === undefined))
    throw new Error('The local engine does not support a condition (`if`) on a trigger.');
  return {
    id: config.id,
    name: config.name ?? config.id,
    url: step.runtime.url,
    events: config.triggers.flatMap((trigger) => trigger.event ?? []),
    crons: config.triggers.flatMap((trigger) => (trigger.cron ? [checkedCron(trigger.cron)] : [])),
    maxAttempts: Math.min(MAX_RETRIES, step.retries?.attempts ?? DEFAULT_RETRIES) + 1,
    concurrency: concurrencyOf(config.concurrency),
    debounce: config.debounce ? debounceOf(config.debounce) : null,
    idempotency: config.idempotency === undefined ? null : { path: pathOf(config.idempotency, 'idempotency') },
    failureOf: failureOf[0] ?? null,
  };
}

function concurrencyOf(given: z.infer<typeof schema>['concurrency']): EngineFunction['concurrency'] {
  if (given === undefined) return [];
  const list = typeof given === 'number' ? [{ limit: given }] : Array.isArray(given) ? given : [given];
  return list
    .filter(({ limit }) => limit > 0)
    .map(({ limit, key, scope }: z.infer<typeof expression>) => {
      if (scope !== undefined && scope !== 'fn')
        throw new Error(`The local engine counts concurrency by function, not by ${scope}.`);
      return { limit, path: key === undefined ? null : pathOf(key, 'concurrency.key') };
    });
}

function debounceOf({
  key,
  period,
  timeout,
}: {
  key?: string | undefined;
  period: string;
  timeout?: string | undefined;
}) {
  const periodMs = durationMs(period);
  const timeoutMs = timeout === undefined ? null : durationMs(timeout);
  if (periodMs === null || (timeout !== undefined && timeoutMs === null))
    throw new Error(`debounce: ${timeout ?? period} is not a duration such as 10s or 1h30m.`);
  return { periodMs, timeoutMs, path: key === undefined ? null : pathOf(key, 'debounce.key') };
}

function pathOf(text: string, option: string): string[] {
  const path = eventPath(text);
  if (!path) throw new Error(`The local engine reads ${option} as a path such as event.data.orgId, not «${text}».`);
  return path;
}

/** `TZ=Europe/Paris 0 9 * * 1-5`: five fields, by UTC where no zone is named. */
function checkedCron(cron: string): string {
  scheduleOf(cron);
  return cron;
}

/** @throws Error when it is no schedule of five fields */
export function scheduleOf(cron: string): Cron {
  const [, zone = 'UTC', fields = cron] = /^TZ=(\S+)\s+(.*)$/.exec(cron) ?? [];
  if (fields.trim().split(/\s+/).length !== 5) throw new Error(`«${cron}» is not a schedule of five fields.`);
  return new Cron(fields, { timezone: zone, paused: true });
}
