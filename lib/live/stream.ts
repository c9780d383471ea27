import { changesAfter, isKept, type LiveChange, type LiveCursor, newestCursor, subscribe } from './hub';

export interface LiveSink {
  /** Returns false when the reader is so far behind that the stream must end; it resumes from its last id. */
  write(text: string): boolean;
  end(): void;
}

const HEARTBEAT_MS = 15_000;
const BACKLOG_ROWS = 1_000;
/** The largest number the database's bigint holds. */
const MAX_BIGINT = 9_223_372_036_854_775_807n;

/**
 * Streams the changes of one organization as server-sent events, from `lastEventId` on without a gap; when that lies
 * too far back a `reset` tells the reader to fetch anew. Returns the way to end it.
 */
export async function openLiveStream(orgId: string, lastEventId: string | null, sink: LiveSink): Promise<() => void> {
  let sent: LiveCursor | null = null;
  let waiting: LiveChange[] | null = [];
  const close = () => {
    clearInterval(heartbeat);
    unsubscribe();
  };
  const write = (text: string) => {
    if (sink.write(text)) return;
    close();
    sink.end();
  };
  const send = (change: LiveChange) => {
    if (sent && !isAfter(change.cursor, sent)) return;
    sent = change.cursor;
    write(`id: ${idOf(change.cursor)}\nevent: ${change.kind}\ndata: ${change.payload}\n\n`);
  };
  // Subscribed before the backlog is read, so that nothing falls between the two.
  const unsubscribe = subscribe(orgId, (change) => (waiting ? waiting.push(change) : send(change)));
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();

  try {
    const from = parseId(lastEventId);
    const start = await newestCursor();
    if (from && (await isKept(from))) {
      const backlog = await changesAfter(from, BACKLOG_ROWS, orgId);
      if (backlog.length === BACKLOG_ROWS) write(`id: ${idOf(start)}\nevent: reset\ndata: {}\n\n`);
      else {
        write(`event: ready\ndata: {}\n\n`);
        for (const change of backlog) send(change);
      }
    } else {
      write(`id: ${idOf(start)}\nevent: ${lastEventId === null ? 'ready' : 'reset'}\ndata: {}\n\n`);
    }
    const held: LiveChange[] = waiting;
    waiting = null;
    for (const change of held) send(change);
  } catch (error) {
    close();
    throw error;
  }
  return close;
}

function idOf({ xid, seq }: LiveCursor): string {
  return `${xid}-${seq}`;
}

function parseId(id: string | null): LiveCursor | null {
  const match = /^(\d{1,19})-(\d{1,19})$/.exec(id ?? '');
  if (!match) return null;
  const [xid, seq] = [BigInt(match[1]!), BigInt(match[2]!)];
  return xid <= MAX_BIGINT && seq <= MAX_BIGINT ? { xid, seq } : null;
}

function isAfter(a: LiveCursor, b: LiveCursor): boolean {
  return a.xid !== b.xid ? a.xid > b.xid : a.seq > b.seq;
}
