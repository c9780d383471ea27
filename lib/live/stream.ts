import { changesAfter, isKept, type LiveChange, type LiveCursor, newestCursor, subscribe } from './hub';

export interface LiveSink {
  /** Returns false when the reader is so far behind that the stream must end; it resumes from its last id. */
  write(text: string): boolean;
  end(): void;
}

const HEARTBEAT_MS = 15_000;
/** A session that ended or a token that ran out changes nothing in the organization; the clock asks. */
const AUTHORIZE_MS = 60_000;
const BACKLOG_ROWS = 1_000;
/** The largest number the database's bigint holds. */
const MAX_BIGINT = 9_223_372_036_854_775_807n;

export interface LiveReader {
  orgId: string;
  /** Where the reader left off; null begins at the present. */
  lastEventId: string | null;
  /** Asks anew whether the reader may read. @throws when not, or when nobody can tell */
  authorize(): Promise<unknown>;
}

/**
 * Streams the changes of one organization as server-sent events, from `lastEventId` on without a gap; when that lies
 * too far back a `reset` tells the reader to fetch anew. Whether the reader may still read is asked once a minute and
 * whenever access in the organization changes, before anything of that change or after it is told. Returns the way to
 * end it.
 * @throws what `authorize` throws while the stream is being opened
 */
export async function openLiveStream(reader: LiveReader, sink: LiveSink): Promise<() => void> {
  const { orgId, lastEventId, authorize } = reader;
  let sent: LiveCursor | null = null;
  let waiting: LiveChange[] | null = [];
  let accessChanged = false;
  let closed = false;
  const close = () => {
    closed = true;
    clearInterval(heartbeat);
    clearInterval(check);
    subscription.end();
  };
  const end = () => {
    if (closed) return;
    close();
    sink.end();
  };
  const write = (text: string) => {
    if (!closed && !sink.write(text)) end();
  };
  const send = (change: LiveChange) => {
    if (sent && !isAfter(change.cursor, sent)) return;
    sent = change.cursor;
    write(`id: ${idOf(change.cursor)}\nevent: ${change.kind}\ndata: ${change.payload}\n\n`);
  };
  // What follows the last answer follows it at once: a change of access heard in between would not have been asked about.
  const admit = async (follow: () => void) => {
    do {
      accessChanged = false;
      await authorize();
    } while (accessChanged);
    follow();
  };
  const sendHeld = () => {
    const held = waiting ?? [];
    waiting = null;
    for (const change of held) send(change);
  };
  const admitAgain = () => {
    if (waiting) return;
    waiting = [];
    admit(sendHeld).catch(end);
  };
  // Subscribed before the backlog is read, so that nothing falls between the two.
  const subscription = subscribe(orgId, (change) => {
    if (change.kind === 'access') {
      accessChanged = true;
      admitAgain();
    }
    if (waiting) waiting.push(change);
    else send(change);
  });
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  const check = setInterval(admitAgain, AUTHORIZE_MS);
  heartbeat.unref();
  check.unref();

  try {
    const from = parseId(lastEventId);
    // Until then what is committed might be heard by nobody.
    await subscription.placed;
    const start = await newestCursor();
    const backlog = from && (await isKept(from)) ? await changesAfter(from, BACKLOG_ROWS, orgId) : null;
    const isResumed = backlog !== null && backlog.length < BACKLOG_ROWS;
    // The reader of this process may stand further back than this stream.
    sent = isResumed ? from : start;
    // After the place in the stream is known: a change of access before it counts here, one after it will be heard.
    await admit(() => {
      const event = isResumed || lastEventId === null ? 'ready' : 'reset';
      write(`${isResumed ? '' : `id: ${idOf(start)}\n`}event: ${event}\ndata: {}\n\n`);
      if (isResumed) for (const change of backlog) send(change);
      sendHeld();
    });
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
