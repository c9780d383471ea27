import { log } from '@/lib/platform/log';
import { processState } from '@/lib/platform/process-state';
import { listen, systemDb } from '@/lib/tenancy';
import { LIVE_CHANNEL } from './announce';

/** A place in the stream of changes: the transaction that wrote it and its number within. */
export interface LiveCursor {
  xid: bigint;
  seq: bigint;
}

export interface LiveChange {
  orgId: string;
  cursor: LiveCursor;
  kind: string;
  /** JSON text, passed on as it is. */
  payload: string;
}

type Listener = (change: LiveChange) => void;

interface Hub {
  listeners: Map<string, Set<Listener>>;
  cursor: LiveCursor | null;
  /** Where to begin is being asked; one question at a time, or a later answer would step over what was to be told. */
  placing: Promise<LiveCursor> | null;
  reading: boolean;
  again: boolean;
  timer: NodeJS.Timeout | null;
  /** Stops hearing notices; null while nothing is heard. */
  deafen: (() => void) | null;
}

const POLL_MS = 250;
const HEAR_AGAIN_MS = 1_000;
const READ_ROWS = 500;

function hub(): Hub {
  return processState('live-hub', () => ({
    listeners: new Map(),
    cursor: null,
    placing: null,
    reading: false,
    again: false,
    timer: null,
    deafen: null,
  }));
}

export interface Subscription {
  /** Resolves when the listener's place is known: it hears every change that is committed after that. */
  placed: Promise<unknown>;
  end(): void;
}

/** Calls the listener for each change of one organization. One reader a process feeds them all. */
export function subscribe(orgId: string, listener: Listener): Subscription {
  const state = hub();
  const listeners = state.listeners.get(orgId) ?? new Set();
  listeners.add(listener);
  state.listeners.set(orgId, listeners);
  start(state);
  const placed = place(state);
  // Whoever does not wait for it is told by the next look.
  placed.catch(() => {});
  return {
    placed,
    end() {
      listeners.delete(listener);
      if (listeners.size === 0) state.listeners.delete(orgId);
      if (state.listeners.size === 0) stop(state);
    },
  };
}

/** Where the reader stands; asked of the database when it has just begun. */
async function place(state: Hub): Promise<LiveCursor> {
  if (state.cursor) return state.cursor;
  state.placing ??= newestCursor().finally(() => {
    state.placing = null;
  });
  const newest = await state.placing;
  state.cursor ??= newest;
  return state.cursor;
}

function start(state: Hub): void {
  if (state.timer) return;
  // An answer that came after everybody had left names a place that is long past.
  state.cursor = null;
  state.timer = setInterval(() => void read(state), POLL_MS);
  state.timer.unref();
  void hear(state);
  void read(state);
}

/** Something of this process's own was announced and committed: where no notice says so, it is looked for at once. */
export function lookForChanges(): void {
  const state = hub();
  if (state.timer && !state.deafen) void read(state);
}

function stop(state: Hub): void {
  if (state.timer) clearInterval(state.timer);
  state.timer = null;
  state.cursor = null;
  state.deafen?.();
  state.deafen = null;
}

/** A notice saves the wait for the next look; where notices do not arrive (behind a pooler), looking is enough. */
async function hear(state: Hub): Promise<void> {
  const again = () => {
    state.deafen = null;
    setTimeout(() => state.timer && !state.deafen && void hear(state), HEAR_AGAIN_MS).unref();
  };
  try {
    const deafen = await listen(LIVE_CHANNEL, { onNotice: () => void read(state), onLost: again });
    if (!deafen) return;
    // Meanwhile the last reader may have gone, or another call may have been quicker.
    if (!state.timer || state.deafen) deafen();
    else state.deafen = deafen;
  } catch {
    again();
  }
}

async function read(state: Hub): Promise<void> {
  if (state.reading) {
    state.again = true;
    return;
  }
  state.reading = true;
  try {
    do {
      state.again = false;
      const changes = await changesAfter(await place(state), READ_ROWS);
      for (const change of changes) {
        for (const listener of state.listeners.get(change.orgId) ?? []) listener(change);
        if (state.cursor) state.cursor = change.cursor;
      }
      if (changes.length === READ_ROWS) state.again = true;
    } while (state.again && state.timer);
  } catch (error) {
    log.warn({ err: error }, 'live changes could not be read, will try again');
  } finally {
    state.reading = false;
  }
}

interface Row {
  org_id: string;
  xid: string;
  seq: string;
  kind: string;
  payload: string;
}

const COLUMNS = 'org_id, xid::text, seq::text, kind, payload::text';
/** Nothing at or past the oldest transaction still open: one that commits late must not be skipped. */
const SETTLED = '(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)';

function change(row: Row): LiveChange {
  return {
    orgId: row.org_id,
    cursor: { xid: BigInt(row.xid), seq: BigInt(row.seq) },
    kind: row.kind,
    payload: row.payload,
  };
}

/** The place before everything that is still to come. */
export async function newestCursor(): Promise<LiveCursor> {
  const { rows } = await systemDb('live: one reader feeds the streams of all organizations').query<{ xid: string }>(
    `select (${SETTLED} - 1)::text as xid`,
  );
  return { xid: BigInt(rows[0]!.xid), seq: 9_223_372_036_854_775_807n };
}

export async function changesAfter(cursor: LiveCursor, limit: number, orgId?: string): Promise<LiveChange[]> {
  const { rows } = await systemDb('live: one reader feeds the streams of all organizations').query<Row>(
    `select ${COLUMNS} from live_changes
      where (xid, seq) > ($1::bigint, $2::bigint) and xid < ${SETTLED} and ($4::uuid is null or org_id = $4)
      order by xid, seq limit $3`,
    [cursor.xid.toString(), cursor.seq.toString(), limit, orgId ?? null],
  );
  return rows.map(change);
}

/** Whether everything after this place is still kept. */
export async function isKept(cursor: LiveCursor): Promise<boolean> {
  const { rows } = await systemDb('live: one reader feeds the streams of all organizations').query<{ kept: boolean }>(
    `select coalesce((select min(xid) from live_changes) <= $1::bigint + 1, $1::bigint >= ${SETTLED} - 1) as kept`,
    [cursor.xid.toString()],
  );
  return rows[0]!.kept;
}

/** Forgets changes older than an hour; a screen that comes back later fetches anew. */
export async function forgetOldChanges(): Promise<void> {
  await systemDb('retention: partitions and expired rows').query(
    `delete from live_changes where at < now() - interval '1 hour'`,
  );
}
