import { begin, concurrencyFor, isTriggeredBy } from './begin-run';
import { momentAfter } from './duration';
import { type EngineFunction, FAILED_EVENT, FINISHED_EVENT } from './function-config';
import type { Outcome } from './outcome';
import { matchPath, valueAt } from './path';
import { retryDelayMs } from './retry-delay';
import type { EngineDb } from './store/database';
import { keepFailure } from './store/failures';
import { enqueue, enqueueNext, type Item } from './store/queue';
import { endRun, noteError, noteVersion, type Run } from './store/runs';
import { endStep, noteStepError, planStep } from './store/steps';
import type { WireError, WireOp } from './wire';

interface Advance {
  functions: EngineFunction[];
  now: Date;
  /** From 0 to 1. */
  chance: () => number;
}

/**
 * Writes what an answer brings about, in the transaction that takes the item off: a step counts with everything that
 * follows from it, or not at all. The run is locked by the caller, and has not ended.
 */
export async function advanceRun(
  db: EngineDb,
  { run, fn, item, outcome }: { run: Run; fn: EngineFunction; item: Item; outcome: Exclude<Outcome, { kind: 'away' }> },
  advance: Advance,
): Promise<void> {
  switch (outcome.kind) {
    case 'completed':
      return completeRun(db, run, outcome.output, advance);
    case 'failed':
      await keepFailure(db, run, { stepId: null, attempt: item.attempt + 1, error: outcome.error }, advance.now);
      return failRun(db, run, outcome.error, advance);
    case 'threw':
      await keepFailure(db, run, { stepId: null, attempt: item.attempt + 1, error: outcome.error }, advance.now);
      if (item.attempt + 1 >= fn.maxAttempts) return failRun(db, run, outcome.error, advance);
      await noteError(db, run.id, outcome.error);
      return again(db, { run, fn, item, afterMs: outcome.retryAfterMs }, advance);
    case 'ops':
      return applyOps(db, { run, fn, item, outcome }, advance);
  }
}

async function completeRun(db: EngineDb, run: Run, output: unknown, advance: Advance): Promise<void> {
  if (await endRun(db, run.id, { status: 'completed', output }, advance.now))
    await tell(db, run, FINISHED_EVENT, { result: output ?? null }, advance);
}

/** Ends a run for good and tells whoever is there for its failures. It stays for people to look at and try again. */
export async function failRun(db: EngineDb, run: Run, error: WireError, advance: Advance): Promise<void> {
  if (!(await endRun(db, run.id, { status: 'failed', error }, advance.now))) return;
  await tell(db, run, FAILED_EVENT, { error }, advance);
  await tell(db, run, FINISHED_EVENT, { error }, advance);
}

/** Begins what is there for the end of runs. */
async function tell(
  db: EngineDb,
  run: Run,
  name: string,
  outcome: { result: unknown } | { error: WireError },
  { functions, now }: Advance,
): Promise<void> {
  // Who is told of ends and ends is told of no more: it would be told of itself for ever.
  if (run.event.name === FAILED_EVENT || run.event.name === FINISHED_EVENT) return;
  const { id: run_id, functionId: function_id, orgId, event: cause } = run;
  const data = { function_id, run_id, ...outcome, event: cause, events: [cause], orgId };
  const event = { name, data, ts: now.getTime() };
  for (const fn of functions) if (isTriggeredBy(fn, event)) await begin(db, fn, event, now, run.traceparent);
}

interface Retry {
  run: Run;
  fn: EngineFunction;
  item: Item;
  afterMs: number | null;
}

async function again(db: EngineDb, { run, fn, item, afterMs }: Retry, { now, chance }: Advance): Promise<void> {
  const delayMs = afterMs ?? retryDelayMs(item.attempt, chance());
  await enqueue(db, {
    kind: 'call',
    functionId: fn.id,
    runId: run.id,
    stepId: item.stepId ?? 'step',
    attempt: item.attempt + 1,
    ...(item.payload ? { payload: item.payload } : {}),
    concurrency: concurrencyFor(fn, run.event),
    runAt: new Date(now.getTime() + delayMs),
  });
}

interface Ops {
  run: Run;
  fn: EngineFunction;
  item: Item;
  outcome: Extract<Outcome, { kind: 'ops' }>;
}

async function applyOps(db: EngineDb, { run, fn, item, outcome }: Ops, advance: Advance): Promise<void> {
  const immediateOff = run.immediateOff || outcome.ops.length > 1;
  if (outcome.version !== run.requestVersion || immediateOff !== run.immediateOff)
    await noteVersion(db, run.id, outcome.version, immediateOff);
  let goesOn = false;
  let race = item.payload?.race === true;
  for (const op of outcome.ops) {
    const { now } = advance;
    const step = { id: op.id, name: op.displayName ?? op.name ?? op.op, op: op.op };
    const isRace = op.opts?.parallelMode === 'race';
    switch (op.op) {
      case 'StepRun':
      case 'Step':
        await endStep(
          db,
          run,
          step,
          { state: 'done', memo: { data: op.data ?? null }, attempts: item.attempt + 1 },
          now,
        );
        goesOn = true;
        race ||= isRace;
        break;
      case 'StepFailed': {
        const error = boundedError(op.error);
        await keepFailure(db, run, { stepId: op.id, attempt: item.attempt + 1, error }, now);
        await endStep(db, run, step, { state: 'failed', memo: { error }, error, attempts: item.attempt + 1 }, now);
        goesOn = true;
        break;
      }
      case 'StepError': {
        const error = boundedError(op.error);
        await keepFailure(db, run, { stepId: op.id, attempt: item.attempt + 1, error }, now);
        await noteStepError(db, run, step, item.attempt + 1, error, now);
        await noteError(db, run.id, error);
        await again(db, { run, fn, item, afterMs: outcome.retryAfterMs }, advance);
        break;
      }
      case 'StepPlanned':
        if (await planStep(db, run, step, 'planned', now))
          await enqueue(db, callOf({ run, fn, stepId: op.id, race: isRace }, now));
        break;
      case 'Sleep':
      case 'WaitForEvent': {
        const problem = await waitFor(db, { run, fn, op, step, race: isRace }, now);
        if (problem) return failRun(db, run, { name: 'Unsupported', message: problem }, advance);
        break;
      }
      case 'DiscoveryRequest':
        goesOn = true;
        break;
      case 'RunComplete':
        return completeRun(db, run, op.data, advance);
      default:
        return failRun(
          db,
          run,
          { name: 'Unsupported', message: `The local engine does not support the operation ${op.op}.` },
          advance,
        );
    }
  }
  if (goesOn) await discover(db, fn, run, { now: advance.now, race, version: outcome.version });
}

/** Calls the function to find out what comes next, once everything that it waits for together has ended. */
export async function discover(
  db: EngineDb,
  fn: EngineFunction,
  run: Run,
  { now, race = false, version = run.requestVersion }: { now: Date; race?: boolean; version?: number },
): Promise<void> {
  await enqueueNext(db, callOf({ run, fn, stepId: 'step', race: false }, now), { afterAll: !race && version !== 1 });
}

function callOf({ run, fn, stepId, race }: { run: Run; fn: EngineFunction; stepId: string; race: boolean }, now: Date) {
  return {
    kind: 'call' as const,
    functionId: fn.id,
    runId: run.id,
    stepId,
    ...(race ? { payload: { race } } : {}),
    concurrency: concurrencyFor(fn, run.event),
    runAt: now,
  };
}

interface Wait {
  run: Run;
  fn: EngineFunction;
  op: WireOp;
  step: { id: string; name: string; op: string };
  race: boolean;
}

/** Sets a timer, and for an event the place where it is waited for. @returns why that cannot be done, or null */
async function waitFor(db: EngineDb, { run, fn, op, step, race }: Wait, now: Date): Promise<string | null> {
  const isSleep = op.op === 'Sleep';
  const until = String((isSleep ? op.name : op.opts?.timeout) ?? '');
  // An empty time-out has passed already.
  const atMs = until === '' ? now.getTime() : momentAfter(until, now.getTime());
  if (atMs === null) return `«${until}» is neither a duration nor a moment.`;
  const condition = typeof op.opts?.if === 'string' ? op.opts.if : null;
  const path = condition === null ? null : matchPath(condition);
  if (condition !== null && path === null)
    return `The local engine waits for events by \`match\` alone, not by the condition «${condition}».`;
  if (!(await planStep(db, run, step, isSleep ? 'sleeping' : 'waiting', now))) return null;
  await enqueue(db, {
    kind: isSleep ? 'sleep' : 'timeout',
    functionId: fn.id,
    runId: run.id,
    stepId: op.id,
    ...(race ? { payload: { race } } : {}),
    runAt: new Date(atMs),
  });
  if (isSleep) return null;
  await db.query(
    `insert into engine.waits (run_id, step_id, event_name, match_path, match_value) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [
      run.id,
      op.id,
      op.name ?? String(op.opts?.event ?? ''),
      path?.join('.') ?? null,
      path ? JSON.stringify(valueAt(run.event.data, path) ?? null) : null,
    ],
  );
  return null;
}

const MESSAGE_MAX = 10_000;

function boundedError(error: WireError | undefined): WireError {
  const { name = 'Error', message = 'It failed without a word.', stack, cause } = error ?? {};
  return {
    name: String(name),
    message: String(message).slice(0, MESSAGE_MAX),
    ...(stack ? { stack: String(stack).slice(0, MESSAGE_MAX) } : {}),
    // A cause has causes of its own: it comes whole or not at all.
    ...(cause !== undefined && JSON.stringify(cause).length <= MESSAGE_MAX ? { cause } : {}),
  };
}
