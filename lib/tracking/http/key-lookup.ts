import { hash } from 'node:crypto';
import { AppError } from '@/lib/platform/errors';

/** What the door knows about a valid key. */
export interface IngestKey {
  orgId: string;
  /** Of the source, or of the API key. */
  keyId: string;
  /** Null for an API key, which belongs to no source. */
  sourceId: string | null;
  /** False for an API key without the scope `events:write`. */
  mayWrite: boolean;
  /** Lower case. Empty means any. */
  allowedOrigins: readonly string[];
  /** Null for the server's default. */
  eventsPerSecond: number | null;
  backdatingDays: number;
  keepIpAddresses: boolean;
  /** Unix milliseconds; null when it does not expire. */
  expiresAtMs: number | null;
}

/** Valid keys among those asked for, by the hexadecimal SHA-256 of the key. */
export type LoadKeys = (hashes: string[]) => Promise<Map<string, IngestKey>>;

export interface KeyLookup {
  /**
   * The key behind a secret, or null when there is none. Answers at once while it is remembered.
   * @throws AppError UNAVAILABLE when the database cannot be asked
   */
  find(secret: string, nowMs: number): IngestKey | null | Promise<IngestKey | null>;
  /** Forgets everything, so that a key revoked or changed in this process stops at once. */
  forget(): void;
}

interface KeyLookupOptions {
  load: LoadKeys;
  /** Hears of every API key that is in use, about once while it is remembered. */
  onApiKeyUsed?: (orgId: string, keyId: string, atMs: number) => void;
}

const REMEMBERED_MS = 10_000;
const UNKNOWN_REMEMBERED_MS = 2_000;
const REMEMBERED_MAX = 10_000;
const WAITING_MAX = 10_000;
const RETRY_AFTER_SECONDS = 2;

interface Answer {
  key: IngestKey | null;
  untilMs: number;
}

interface Question {
  askedAtMs: number;
  promise: Promise<IngestKey | null>;
  resolve(key: IngestKey | null): void;
  reject(error: unknown): void;
}

/**
 * Keys remembered for 10 s, unknown ones for 2 s. All keys that are asked for while a question is under way go into the
 * next one together: however many wrong keys arrive, they hold one connection.
 */
export function createKeyLookup({ load, onApiKeyUsed }: KeyLookupOptions): KeyLookup {
  const remembered = new Map<string, Answer>();
  let waiting = new Map<string, Question>();
  let underWay = new Map<string, Question>();
  let isAsking = false;
  let generation = 0;

  function find(secret: string, nowMs: number): IngestKey | null | Promise<IngestKey | null> {
    const answer = remembered.get(secret);
    if (answer !== undefined && nowMs < answer.untilMs) return unexpired(answer.key, nowMs);
    return ask(secret, nowMs).then((key) => unexpired(key, nowMs));
  }

  function ask(secret: string, nowMs: number): Promise<IngestKey | null> {
    const asked = underWay.get(secret) ?? waiting.get(secret);
    if (asked) return asked.promise;
    if (waiting.size >= WAITING_MAX)
      return Promise.reject(new AppError('UNAVAILABLE', { retryAfterSeconds: RETRY_AFTER_SECONDS }));
    const question = { askedAtMs: nowMs, ...Promise.withResolvers<IngestKey | null>() };
    waiting.set(secret, question);
    if (!isAsking) void askAll();
    return question.promise;
  }

  async function askAll(): Promise<void> {
    isAsking = true;
    while (waiting.size > 0) {
      const questions = waiting;
      underWay = questions;
      waiting = new Map();
      const asOf = generation;
      try {
        const hashes = new Map([...questions.keys()].map((secret) => [secret, hash('sha256', secret, 'hex')]));
        const keys = await load([...hashes.values()]);
        for (const [secret, question] of questions) {
          const key = keys.get(hashes.get(secret)!) ?? null;
          if (asOf === generation) remember(secret, key, question.askedAtMs);
          question.resolve(key);
        }
      } catch (cause) {
        const away = new AppError('UNAVAILABLE', { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
        for (const question of questions.values()) question.reject(away);
      }
    }
    underWay = new Map();
    isAsking = false;
  }

  function remember(secret: string, key: IngestKey | null, nowMs: number): void {
    remembered.delete(secret);
    if (remembered.size >= REMEMBERED_MAX) remembered.delete(remembered.keys().next().value!);
    remembered.set(secret, { key, untilMs: nowMs + (key ? REMEMBERED_MS : UNKNOWN_REMEMBERED_MS) });
    if (key && key.sourceId === null) onApiKeyUsed?.(key.orgId, key.keyId, nowMs);
  }

  return {
    find,
    forget() {
      generation += 1;
      underWay = new Map();
      remembered.clear();
    },
  };
}

function unexpired(key: IngestKey | null, nowMs: number): IngestKey | null {
  return key !== null && key.expiresAtMs !== null && key.expiresAtMs <= nowMs ? null : key;
}
