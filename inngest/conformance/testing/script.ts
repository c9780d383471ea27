import { createHash, randomBytes } from 'node:crypto';
import { type Call, Called } from './call';

/*
 * Functions that exist as a list of answers: what an engine is told is then known to the letter, and not what some
 * library makes of it.
 */

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** How long it takes. */
  afterMs?: number;
  /** Not the program's mark: whoever answers is somebody else. */
  unmarked?: boolean;
  /** The connection breaks instead. */
  lost?: boolean;
}

/** One answer a call, in order; or what to answer to each. */
export type Script = Answer[] | ((call: Call, nth: number) => Answer);

export interface Op {
  id: string;
  op: string;
  [field: string]: unknown;
}

/** The suite's own app: another one each time, so that nothing of an earlier suite is waited for or heard. */
export const APP = `conformance-${randomBytes(4).toString('hex')}`;
const VERSION = 2;

export class Scripted extends Called {
  constructor(
    name: string,
    readonly script: Script,
    readonly options: { triggers?: unknown[]; retries?: number; config?: Record<string, unknown> } = {},
  ) {
    super(`${APP}-${name}`, `${APP}/${name}`);
  }

  /** As it is made known. */
  config(serveUrl: string): unknown {
    const { triggers = [{ event: this.event }], retries, config } = this.options;
    const runtime = { type: 'http', url: `${serveUrl}?fnId=${this.id}&stepId=step` };
    const step = {
      id: 'step',
      name: 'step',
      runtime,
      ...(retries === undefined ? {} : { retries: { attempts: retries } }),
    };
    return { id: this.id, name: this.id, triggers, steps: { step }, ...config };
  }

  answerTo(call: Call): Answer {
    const nth = this.calls.indexOf(call);
    if (typeof this.script === 'function') return this.script(call, nth);
    return this.script[nth] ?? threw(400, { 'x-inngest-no-retry': 'true' }, 'It was called once too often.');
  }
}

/** Every function of the suite; those of the cases add themselves. */
export const scriptedFunctions: Scripted[] = [];

export function scripted(...given: ConstructorParameters<typeof Scripted>): Scripted {
  const fn = new Scripted(...given);
  scriptedFunctions.push(fn);
  return fn;
}

/** Is called when `fn` fails for good, as an `onFailure` is. */
export function failureOf(fn: Called, name: string): Scripted {
  const expression = `event.data.function_id == '${fn.id}'`;
  return scripted(name, [returned(null)], { triggers: [{ event: 'inngest/function.failed', expression }], retries: 1 });
}

export const hash = (step: string) => createHash('sha1').update(step).digest('hex');

export const returned = (body: unknown): Answer => ({ status: 200, body });

export const threw = (status: number, headers: Record<string, string>, message = 'broken'): Answer => ({
  status,
  headers,
  body: { name: 'Error', message, stack: 'Error' },
});

export const ops = (
  list: Op[],
  { version = VERSION, ...more }: Partial<Answer> & { version?: number } = {},
): Answer => ({
  status: 206,
  body: list,
  ...more,
  headers: { 'x-inngest-req-version': String(version), ...more.headers },
});

const op = (name: string, kind: string, fields: Record<string, unknown>): Op => ({
  id: hash(name),
  op: kind,
  name,
  displayName: name,
  userland: { id: name },
  ...fields,
});

export const ran = (name: string, data: unknown, opts = {}) => op(name, 'StepRun', { data, opts });
export const planned = (name: string, opts = {}) => op(name, 'StepPlanned', { opts });
export const stepError = (name: string, error: unknown) => op(name, 'StepError', { error, opts: {} });
export const stepFailed = (name: string, error: unknown) => op(name, 'StepFailed', { error, opts: {} });
export const sleeps = (name: string, until: string) => op(name, 'Sleep', { name: until, opts: {} });
export const waits = (name: string, event: string, opts: Record<string, unknown>) =>
  op(name, 'WaitForEvent', { name: event, opts });
export const completes = (data: unknown) => op('complete', 'RunComplete', { data });
export const asksAgain = () => op('discovery', 'DiscoveryRequest', { opts: {} });

/** A function of steps planned side by side: each takes its time when it is called for, then `end` once all are known. */
export function sideBySide(
  steps: Record<string, { afterMs?: number; opts?: Record<string, unknown> }>,
  { version = VERSION, end = returned('together') }: { version?: number; end?: Answer } = {},
): Script {
  const names = Object.keys(steps);
  return ({ query, body }) => {
    const name = names.find((candidate) => hash(candidate) === query.stepId);
    if (name !== undefined) {
      const { afterMs = 0, opts } = steps[name]!;
      return ops([ran(name, name, opts)], { version, afterMs });
    }
    const missing = names.filter((candidate) => !(hash(candidate) in body.steps));
    return missing.length > 0
      ? ops(
          missing.map((each) => planned(each, steps[each]!.opts)),
          { version },
        )
      : end;
  };
}
