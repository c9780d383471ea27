import type { SafeStorage } from './safe-storage';

const STORED_EVENTS_MAX = 200;
const WAITING_EVENTS_MAX = 1_000;
/** A page refreshes its stored queue with every attempt to send; one untouched for this long is taken for dead. */
const ABANDONED_AFTER_MS = 300_000;

/**
 * Events that the server has not answered for, oldest first, each one a JSON text (unique by its messageId).
 * Every page keeps its copy under a storage key of its own, so tabs never write over each other; the copy of a
 * page that closed or died is taken over by the next page of the same write key, exactly once.
 */
export interface EventQueue {
  waiting(): string[];
  /** @returns false when the queue is full; the event is not taken. */
  add(event: string): boolean;
  remove(events: string[]): void;
  /** From now on the queue is stored, and what closed pages left behind comes first. */
  allowStorage(): void;
  /** Drops every event, stored ones too, and stores nothing more. */
  forget(): void;
  /** Writes the queue to storage. @returns whether all of it is there. */
  save(): boolean;
  /** The page is leaving: the next page may take the stored queue over at once. */
  release(): void;
  /** The page is back: what nobody took over is this page's own again. */
  reclaim(): void;
}

export function createQueue(storage: SafeStorage, writeKey: string, pageId: string, nowMs: () => number): EventQueue {
  const family = `queue:${writeKey}:`;
  const ownName = family + pageId;
  let events: string[] = [];
  let stored: string[] = [];
  let mayStore = false;
  let isReleased = false;

  function remove(gone: string[]): void {
    events = events.filter((event) => gone.indexOf(event) < 0);
  }

  function save(): boolean {
    if (!mayStore) return false;
    // Our copy is gone: another page took this one for dead (or the visitor erased it) and these are no longer ours.
    if (stored.length && storage.get(ownName) === null) remove(stored);
    stored = [];
    if (!events.length) {
      storage.remove(ownName);
      return true;
    }
    const oldest = events.slice(0, STORED_EVENTS_MAX);
    if (storage.set(ownName, JSON.stringify([isReleased ? 0 : nowMs(), oldest]))) stored = oldest;
    return stored.length === events.length;
  }

  function adopt(): void {
    let adopted: string[] = [];
    for (const name of storage.names()) {
      if (name.indexOf(family) !== 0) continue;
      const [touchedAtMs, left] = parseStored(storage.get(name));
      if (Math.abs(nowMs() - touchedAtMs) < ABANDONED_AFTER_MS) continue;
      storage.remove(name);
      adopted = adopted.concat(left);
    }
    events = adopted.concat(events);
    stored = [];
    save();
  }

  return {
    waiting: () => events,
    add: (event) => events.length < WAITING_EVENTS_MAX && !!events.push(event),
    remove,
    allowStorage() {
      mayStore = true;
      adopt();
    },
    forget() {
      storage.remove(ownName);
      events = [];
      stored = [];
      mayStore = false;
    },
    save,
    release() {
      isReleased = true;
      save();
    },
    reclaim() {
      isReleased = false;
      save();
    },
  };
}

function parseStored(text: string | null): [touchedAtMs: number, events: string[]] {
  try {
    const [touchedAtMs, events] = JSON.parse(text || '');
    return [touchedAtMs, events.filter((event: unknown) => typeof event === 'string')];
  } catch {
    return [0, []];
  }
}
