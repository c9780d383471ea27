import { lookForChanges } from '@/lib/live';
import { inBackground } from '@/lib/platform/background';
import { log } from '@/lib/platform/log';
import { processState } from '@/lib/platform/process-state';
import { traced } from '@/lib/platform/trace';
import { uuidv7 } from '@/lib/platform/uuid';
import { inNewWork, inWork } from '@/lib/platform/work-context';
import { jobContext } from '@/lib/tenancy';
import { parkFirst } from '@/lib/tracking';
import { type Applied, applyInbox } from './apply-inbox';

/** Events a transaction takes: large enough that a statement's fixed cost does not count, small enough to stay short. */
const BATCH_EVENTS = 2_000;
/** While the door is busy, whoever waits for its answer waits for a batch's computing too. */
const BUSY_BATCH_EVENTS = 400;
/** Two cores: a third drain would only wait for the first two. */
const CONCURRENT_ORGANIZATIONS = 2;
/** Least time from the beginning of one drain of an organization to the next, so that batches grow under load. */
const SPACING_MS = 10;
const BUSY_SPACING_MS = 40;
const MAX_BACKOFF_MS = 5_000;

interface Organization {
  waiting: boolean;
  running: boolean;
  /** A wake-up came while a drain was running: what it announces may have been committed after that drain's look. */
  rearmed: boolean;
  notBeforeMs: number;
  failures: number;
}

interface DrainState {
  organizations: Map<string, Organization>;
  ready: string[];
  running: number;
  stopped: boolean;
  isDoorBusy: () => boolean;
  /** Resolves when no organization waits or is drained any more; null while none does. */
  done: PromiseWithResolvers<void> | null;
  idle: (() => void)[];
}

function state(): DrainState {
  return processState('drain', () => ({
    organizations: new Map(),
    ready: [],
    running: 0,
    stopped: false,
    isDoorBusy: () => false,
    done: null,
    idle: [],
  }));
}

/** Tells the drain how to know that the door is busy; then it works seldom, and in small pieces. */
export function drainWhen(isDoorBusy: () => boolean): void {
  state().isDoorBusy = isDoorBusy;
}

/** Something of these organizations was committed to the inbox. Returns at once. */
export function wakeDrain(orgIds: Iterable<string>): void {
  const drain = state();
  if (drain.stopped) return;
  if (!drain.done) {
    drain.done = Promise.withResolvers();
    inBackground(drain.done.promise);
  }
  for (const orgId of orgIds) {
    const organization = organizationOf(drain, orgId);
    if (organization.running) organization.rearmed = true;
    else enqueue(drain, orgId, organization);
  }
}

function organizationOf(drain: DrainState, orgId: string): Organization {
  let organization = drain.organizations.get(orgId);
  if (!organization) {
    organization = { waiting: false, running: false, rearmed: false, notBeforeMs: 0, failures: 0 };
    drain.organizations.set(orgId, organization);
  }
  return organization;
}

/** Puts an organization at the end of the line, when its time has come: nobody is served twice before all others once. */
function enqueue(drain: DrainState, orgId: string, organization: Organization): void {
  if (organization.waiting) return;
  organization.waiting = true;
  const delayMs = organization.notBeforeMs - Date.now();
  const line = () => {
    drain.ready.push(orgId);
    serve(drain);
  };
  if (delayMs <= 0) line();
  else setTimeout(line, delayMs).unref();
}

function serve(drain: DrainState): void {
  while (drain.running < CONCURRENT_ORGANIZATIONS && drain.ready.length > 0 && !drain.stopped) {
    const orgId = drain.ready.shift()!;
    const organization = organizationOf(drain, orgId);
    organization.waiting = false;
    organization.running = true;
    organization.rearmed = false;
    drain.running += 1;
    // Whatever woke it, a request or the drain before it, this is no part of that.
    void inNewWork({ worker: 'drain', orgId }, () => drainOnce(drain, orgId, organization));
  }
}

async function drainOnce(drain: DrainState, orgId: string, organization: Organization): Promise<void> {
  let more = false;
  const isBusy = drain.isDoorBusy();
  const beganMs = Date.now();
  try {
    more = (await takeBatch(orgId, isBusy ? BUSY_BATCH_EVENTS : BATCH_EVENTS)).full;
    lookForChanges();
    organization.failures = 0;
    organization.notBeforeMs = more ? 0 : beganMs + (isBusy ? BUSY_SPACING_MS : SPACING_MS);
  } catch (error) {
    organization.failures += 1;
    more = true;
    organization.notBeforeMs = Date.now() + Math.min(MAX_BACKOFF_MS, 100 * 2 ** Math.min(organization.failures, 10));
    log.error({ failures: organization.failures, err: error }, 'drain failed, will try again');
  } finally {
    organization.running = false;
    drain.running -= 1;
    if (more || organization.rearmed) enqueue(drain, orgId, organization);
    else if (!organization.waiting) drain.organizations.delete(orgId);
    serve(drain);
    if (drain.organizations.size === 0) {
      drain.done?.resolve();
      drain.done = null;
    }
    if (drain.running === 0) for (const resolve of drain.idle.splice(0)) resolve();
  }
}

/** One batch; when the data of an event is to blame, that event is found by halving and set aside. */
function takeBatch(orgId: string, most = BATCH_EVENTS): Promise<{ full: boolean }> {
  return traced('drain', { 'throughline.org.id': orgId }, async (span) => {
    const { full, events, leads } = await applyBatch(orgId, most);
    span.set({ 'throughline.events': events, 'throughline.leads': leads });
    return { full };
  });
}

async function applyBatch(orgId: string, most: number): Promise<Applied> {
  for (let limit = most; ; limit = Math.ceil(limit / 2)) {
    const ctx = jobContext(orgId, 'drain', uuidv7());
    try {
      const applied = await applyInbox(ctx, limit);
      return { ...applied, full: applied.full || limit < most };
    } catch (error) {
      if (!isDataError(error)) throw error;
      if (limit > 1) continue;
      await ctx.run((db) => parkFirst(db, error instanceof Error ? error.message : String(error)));
      log.error({ err: error }, 'an event could not be scored and was set aside');
      return { events: 1, leads: 0, full: true };
    }
  }
}

function isDataError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]/.test(error.code);
}

/** Drains one organization until nothing is owed. For tests, imports and the minute sweep. */
export async function drainNow(orgId: string): Promise<void> {
  for (;;) {
    const { full } = await inWork({ orgId }, () => takeBatch(orgId));
    if (!full) return;
  }
}

/** Starts nothing more and waits for what runs. */
export async function stopDrain(): Promise<void> {
  const drain = state();
  drain.stopped = true;
  if (drain.running > 0) await new Promise<void>((resolve) => drain.idle.push(resolve));
}
