import { setTimeout as sleep } from 'node:timers/promises';
import { cancelRun, failedRuns, type Revived, reviveRun } from './admin/revive-run';
import type { Caller } from './call-function';
import { publish } from './publish';
import type { Deliverer } from './qstash/deliver';
import { type FailedMessage, failedMessages, retryMessage } from './qstash/failed-messages';
import type { NewMessage } from './qstash/message';
import { type PublishedMessage, publishMessage } from './qstash/publish-message';
import { beginScheduled } from './schedules';
import { type Claimed, claim } from './store/claim';
import type { EngineDatabase } from './store/database';
import { forgetOld } from './store/forget';
import {
  listRuns,
  type Overview,
  type Owner,
  type RunFilter,
  type RunInFull,
  type RunSummary,
  readOverview,
  readRun,
} from './store/inspect';
import { type Item, LEASE_MS, renew } from './store/queue';
import { loadFunctions, type Registered, register } from './store/registry';
import type { WireEvent } from './wire';
import { type Workshop, workItem } from './work-item';

export interface EngineOptions {
  db: EngineDatabase;
  caller: Caller;
  /** Delivers messages; without it, none are. */
  deliverer?: Deliverer;
  /** Unix milliseconds. */
  now?: () => number;
  /** From 0 to 1, for the jitter of repetitions. */
  chance?: () => number;
  /** Something went wrong that is nobody's run's. */
  onError?: (error: unknown) => void;
}

export interface Engine {
  register(configs: unknown[]): Promise<Registered>;
  /** Takes events: durable when it returns. `traceparent` is of whoever sent them. */
  send(events: WireEvent[], traceparent?: string | null): Promise<void>;
  /** Takes a message: durable when it returns. */
  publish(message: NewMessage): Promise<PublishedMessage>;
  /** Works on what is due until `stop`. */
  start(): void;
  /** Takes nothing more and waits for what is under way. */
  stop(): Promise<void>;
  /** How it is going, for one organization or the program's own work. */
  inspect: {
    overview(owner: Owner): Promise<Overview>;
    runs(owner: Owner, filter: RunFilter): Promise<RunSummary[]>;
    run(owner: Owner, id: string): Promise<RunInFull | null>;
    /** Messages whose last attempt failed, published last first. */
    failedMessages(orgId: string, page: { limit: number; before?: string | undefined }): Promise<FailedMessage[]>;
  };
  /** Lets a run that failed go on from the step it failed in. */
  revive(owner: Owner, id: string): Promise<Revived>;
  /** The same for a few hundred that failed, oldest first. `last` asks for those after them; null: there are no more. */
  reviveFailed(owner: Owner, after: string): Promise<{ revived: number; last: string | null }>;
  cancel(owner: Owner, id: string): Promise<'cancelled' | 'unknown' | 'ended'>;
  /** Delivers a failed message again, with all its attempts before it. */
  retryMessage(orgId: string, id: string): Promise<'retried' | 'unknown'>;
  /** Works on everything that is due by the clock, and on what becomes due by it. For tests, under a clock of theirs. */
  drain(): Promise<void>;
}

/** Most of a call is waiting for the program and the database; with half as many, a third fewer steps a second were done. */
const AT_ONCE = 32;
/** Longest pause between two looks: another engine, or a restart, may have made something due that nobody told of. */
const LOOK_EVERY_MS = 250;
const RENEW_EVERY_MS = LEASE_MS / 3;
const FORGET_EVERY_MS = 600_000;

export function createEngine(options: EngineOptions): Engine {
  const { db, caller, deliverer = null, now = Date.now, chance = Math.random, onError = () => {} } = options;
  const shop: Workshop = { db, functions: [], caller, deliverer, now, chance };
  const held = new Map<string, Item>();
  let functionsKnown = false;
  let stopped = false;
  let loop: Promise<void> | null = null;
  let nextScheduleMs = 0;
  let rung = false;
  let ring = new AbortController();
  let renewal: NodeJS.Timeout | null = null;
  let cleaning: NodeJS.Timeout | null = null;

  /** Somebody has made something due. Heard also between two looks. */
  const wake = () => {
    rung = true;
    ring.abort();
  };

  /** Until the functions are known, an event would begin nothing, and a run's function would be thought gone. */
  async function knowFunctions(): Promise<void> {
    if (functionsKnown) return;
    const functions = await loadFunctions(db);
    if (functionsKnown) return;
    shop.functions = functions;
    functionsKnown = true;
  }

  const take = (most: number) => claim(db, new Date(now()), most);

  async function work(item: Claimed): Promise<void> {
    held.set(item.id, item);
    try {
      await workItem(shop, item);
    } catch (error) {
      // Nothing of it was written; the lease runs out and it is done again.
      onError(error);
    } finally {
      held.delete(item.id);
      wake();
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await knowFunctions();
        if (now() >= nextScheduleMs) {
          const next = await beginScheduled(db, shop.functions, new Date(now()));
          nextScheduleMs = Math.min(next?.getTime() ?? Number.POSITIVE_INFINITY, now() + 60_000);
        }
        const room = AT_ONCE - held.size;
        const items = room > 0 ? await take(room) : [];
        for (const item of items) void work(item);
        if (items.length > 0) continue;
      } catch (error) {
        onError(error);
      }
      await pause();
    }
  }

  async function pause(): Promise<void> {
    ring = new AbortController();
    if (!rung) await sleep(LOOK_EVERY_MS, undefined, { signal: ring.signal }).catch(() => {});
    rung = false;
  }

  async function renewAll(): Promise<void> {
    const items = [...held.values()];
    if (items.length > 0) await renew(db, items, new Date(now()));
  }

  async function revive(owner: Owner, id: string): Promise<Revived> {
    await knowFunctions();
    const revived = await db.transaction((tx) => reviveRun(tx, shop.functions, owner, id, new Date(now())));
    wake();
    return revived;
  }

  return {
    async register(configs) {
      const registered = await db.transaction((tx) => register(tx, configs, new Date(now())));
      shop.functions = registered.functions;
      functionsKnown = true;
      nextScheduleMs = 0;
      wake();
      return registered;
    },
    async send(events, traceparent = null) {
      await knowFunctions();
      await db.transaction(async (tx) => {
        for (const event of events) await publish(tx, shop.functions, event, new Date(now()), traceparent);
      });
      wake();
    },
    inspect: {
      overview: (owner) => readOverview(db, owner, new Date(now())),
      runs: (owner, filter) => listRuns(db, owner, filter),
      run: (owner, id) => readRun(db, owner, id),
      failedMessages: (orgId, { limit, before = null }) => failedMessages(db, { orgId, limit, before }),
    },
    revive,
    async reviveFailed(owner, after) {
      const ids = await failedRuns(db, owner, after);
      let revived = 0;
      for (const id of ids) if ((await revive(owner, id)) === 'revived') revived += 1;
      return { revived, last: ids.at(-1) ?? null };
    },
    cancel: (owner, id) => db.transaction((tx) => cancelRun(tx, owner, id, new Date(now()))),
    async retryMessage(orgId, id) {
      const retried = await retryMessage(db, id, new Date(now()), orgId);
      wake();
      return retried ? 'retried' : 'unknown';
    },
    async publish(message) {
      const published = await db.transaction((tx) => publishMessage(tx, message, new Date(now())));
      wake();
      return published;
    },
    start() {
      loop ??= (async () => {
        renewal = setInterval(() => void renewAll().catch(onError), RENEW_EVERY_MS);
        cleaning = setInterval(() => void forgetOld(db, new Date(now())).catch(onError), FORGET_EVERY_MS);
        await run();
      })();
    },
    async stop() {
      stopped = true;
      wake();
      await loop;
      while (held.size > 0) await sleep(10);
      if (renewal) clearInterval(renewal);
      if (cleaning) clearInterval(cleaning);
    },
    async drain() {
      for (;;) {
        await beginScheduled(db, shop.functions, new Date(now()));
        const items = await take(AT_ONCE);
        if (items.length === 0) return;
        await Promise.all(items.map((item) => workItem(shop, item)));
      }
    },
  };
}
