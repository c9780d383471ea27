import { inNewWork } from '@/lib/platform/work-context';
import { advanceRun, discover, failRun } from './advance-run';
import { type Caller, callFunction } from './call-function';
import type { EngineFunction } from './function-config';
import { beginPutOff } from './publish';
import { type Deliverer, deliver } from './qstash/deliver';
import type { EngineDatabase, EngineDb } from './store/database';
import { type Item, postpone, settle } from './store/queue';
import { loadRun, lockRun, noteError, noteStarted, type Run } from './store/runs';
import { endedSteps, endWaiting } from './store/steps';
import type { CallBody } from './wire';

export interface Workshop {
  db: EngineDatabase;
  functions: EngineFunction[];
  caller: Caller;
  deliverer: Deliverer | null;
  now: () => number;
  /** From 0 to 1. */
  chance: () => number;
}

/** How long until somebody who is away is called again: a restart takes seconds, and no run waits longer than needed. */
const AWAY_PAUSES_MS = [250, 1_000, 2_000, 5_000];

/** Does one item that was claimed. Whatever follows from it is written with its removal, or not at all. */
export async function workItem(shop: Workshop, item: Item): Promise<void> {
  if (item.kind === 'deliver') return deliver(shop, item);
  const fn = shop.functions.find(({ id }) => id === item.functionId);
  if (item.kind === 'call') return workCall(shop, item, fn);
  if (!fn && item.runId !== null) return giveUp(shop, item, await loadRun(shop.db, item.runId));
  await shop.db.transaction(async (db) => {
    if (!(await settle(db, item))) return;
    const now = new Date(shop.now());
    if (item.kind === 'debounce') {
      if (fn) await beginPutOff(db, fn, String(item.payload?.key), now);
      return;
    }
    await endTimer(db, item, fn, now);
  });
}

/** A sleep is over, or nobody came in time. */
async function endTimer(db: EngineDb, item: Item, fn: EngineFunction | undefined, now: Date): Promise<void> {
  const run = await lockRun(db, item.runId!);
  if (!run || !fn) return;
  if (item.kind === 'timeout') {
    const wait = await db.query('delete from engine.waits where run_id = $1 and step_id = $2', [run.id, item.stepId]);
    if (wait.rowCount === 0) return;
  }
  if (await endWaiting(db, run.id, item.stepId!, null, now))
    await discover(db, fn, run, { now, race: item.payload?.race === true });
}

async function workCall(shop: Workshop, item: Item, fn: EngineFunction | undefined): Promise<void> {
  const run = await loadRun(shop.db, item.runId!);
  if (!run || !fn) return giveUp(shop, item, run);
  const stepId = item.stepId ?? 'step';
  await noteStarted(shop.db, run.id, new Date(shop.now()));
  const body = await bodyOf(shop.db, run, fn, item);
  const call = { url: fn.url, functionId: fn.id, stepId, body, traceparent: run.traceparent };
  const outcome = await inNewWork(
    { functionId: fn.id, runId: run.id, ...(run.orgId ? { orgId: run.orgId } : {}) },
    () => callFunction(call, shop.caller, shop.now),
  );
  if (outcome.kind === 'away') return comeAgain(shop, item, run, outcome.reason);
  await shop.db.transaction(async (db) => {
    const locked = await lockRun(db, run.id);
    if (!(await settle(db, item)) || !locked) return;
    const now = new Date(shop.now());
    await advanceRun(db, { run: locked, fn, item, outcome }, { functions: shop.functions, now, chance: shop.chance });
  });
}

/** A function that the program does not have any more cannot go on; its run says so instead of waiting for ever. */
async function giveUp({ db, functions, now, chance }: Workshop, item: Item, run: Run | null): Promise<void> {
  const message = `The program has no function ${item.functionId} any more, or the engine cannot run it.`;
  await db.transaction(async (tx) => {
    if (!(await settle(tx, item)) || !run) return;
    await failRun(tx, run, { name: 'FunctionGone', message }, { functions, now: new Date(now()), chance });
  });
}

async function comeAgain({ db, now }: Workshop, item: Item, run: Run, reason: string): Promise<void> {
  const times = Number(item.payload?.away ?? 0);
  const pauseMs = AWAY_PAUSES_MS[Math.min(times, AWAY_PAUSES_MS.length - 1)]!;
  await noteError(db, run.id, { name: 'Away', message: `The program cannot be reached: ${reason}.` });
  await postpone(db, item, new Date(now() + pauseMs), { ...item.payload, away: times + 1 });
}

async function bodyOf(db: EngineDb, run: Run, fn: EngineFunction, item: Item): Promise<CallBody> {
  const { memos, stack } = await endedSteps(db, run.id);
  return {
    event: run.event,
    events: [run.event],
    steps: memos,
    defers: {},
    version: run.requestVersion,
    use_api: false,
    ctx: {
      run_id: run.id,
      env: '',
      step_id: 'step',
      attempt: item.attempt,
      max_attempts: fn.maxAttempts,
      stack: { stack, current: stack.length },
      disable_immediate_execution: run.immediateOff,
      use_api: false,
    },
  };
}
