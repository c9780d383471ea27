import { inNewWork } from '@/lib/platform/work-context';
import { advanceRun, discover, failRun } from './advance-run';
import { type Caller, callFunction } from './call-function';
import type { EngineFunction } from './function-config';
import { beginPutOff } from './publish';
import { type Deliverer, deliver } from './qstash/deliver';
import type { Claimed } from './store/claim';
import type { EngineDatabase } from './store/database';
import { type Item, postpone, settle } from './store/queue';
import { type EndedStep, lockAndSettle, noteError, noteStarted, type Run } from './store/runs';
import { endWaiting } from './store/steps';
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
export async function workItem(shop: Workshop, item: Claimed): Promise<void> {
  if (item.kind === 'deliver') return deliver(shop, item);
  const fn = shop.functions.find(({ id }) => id === item.functionId);
  if (item.kind === 'call') return workCall(shop, item, fn);
  if (item.kind === 'debounce') return endDebounce(shop, item, fn);
  return fn ? endTimer(shop, item, fn) : giveUp(shop, item);
}

async function endDebounce(shop: Workshop, item: Item, fn: EngineFunction | undefined): Promise<void> {
  await shop.db.transaction(async (db) => {
    if ((await settle(db, item)) && fn) await beginPutOff(db, fn, String(item.payload?.key), new Date(shop.now()));
  });
}

/** A sleep is over, or nobody came in time. */
async function endTimer(shop: Workshop, item: Item, fn: EngineFunction): Promise<void> {
  await shop.db.transaction(async (db) => {
    const run = await lockAndSettle(db, item.runId!, item);
    if (!run) return;
    const now = new Date(shop.now());
    if (item.kind === 'timeout') {
      const wait = await db.query('delete from engine.waits where run_id = $1 and step_id = $2', [run.id, item.stepId]);
      if (wait.rowCount === 0) return;
    }
    if (await endWaiting(db, run.id, item.stepId!, null, now))
      await discover(db, fn, run, { now, race: item.payload?.race === true });
  });
}

async function workCall(shop: Workshop, item: Claimed, fn: EngineFunction | undefined): Promise<void> {
  const { run } = item;
  if (!fn || !run) return giveUp(shop, item);
  if (run.status === 'queued') await noteStarted(shop.db, run.id, new Date(shop.now()));
  const body = bodyOf(run, run.ended, fn, item);
  const stepId = item.stepId ?? 'step';
  const call = { url: fn.url, functionId: fn.id, stepId, body, traceparent: run.traceparent };
  const outcome = await inNewWork(
    { functionId: fn.id, runId: run.id, ...(run.orgId ? { orgId: run.orgId } : {}) },
    () => callFunction(call, shop.caller, shop.now),
  );
  if (outcome.kind === 'away') return comeAgain(shop, item, run, outcome.reason);
  await shop.db.transaction(async (db) => {
    const locked = await lockAndSettle(db, run.id, item);
    if (!locked) return;
    const now = new Date(shop.now());
    await advanceRun(db, { run: locked, fn, item, outcome }, { functions: shop.functions, now, chance: shop.chance });
  });
}

/** A function that the program does not have any more cannot go on; its run says so instead of waiting for ever. */
async function giveUp({ db, functions, now, chance }: Workshop, item: Item): Promise<void> {
  const message = `The program has no function ${item.functionId} any more, or the engine cannot run it.`;
  await db.transaction(async (tx) => {
    const run = await lockAndSettle(tx, item.runId!, item);
    if (run) await failRun(tx, run, { name: 'FunctionGone', message }, { functions, now: new Date(now()), chance });
  });
}

async function comeAgain({ db, now }: Workshop, item: Item, run: Run, reason: string): Promise<void> {
  const times = Number(item.payload?.away ?? 0);
  const pauseMs = AWAY_PAUSES_MS[Math.min(times, AWAY_PAUSES_MS.length - 1)]!;
  await noteError(db, run.id, { name: 'Away', message: `The program cannot be reached: ${reason}.` });
  await postpone(db, item, new Date(now() + pauseMs), { ...item.payload, away: times + 1 });
}

function bodyOf(run: Run, ended: EndedStep[], fn: EngineFunction, item: Item): CallBody {
  return {
    event: run.event,
    events: [run.event],
    steps: Object.fromEntries(ended.map(({ id, memo }) => [id, memo])),
    defers: {},
    version: run.requestVersion,
    use_api: false,
    ctx: {
      run_id: run.id,
      env: '',
      step_id: 'step',
      attempt: item.attempt,
      max_attempts: fn.maxAttempts,
      stack: { stack: ended.map(({ id }) => id), current: ended.length },
      disable_immediate_execution: run.immediateOff,
      use_api: false,
    },
  };
}
