import { AppError, toAppError } from '@/lib/platform/errors';
import type { LedgerRow } from './ledger-row';
import type { WriteEvents } from './write-events';

/** The rows of one request and what becomes of them. */
export interface Submission {
  readonly rows: readonly LedgerRow[];
  /** Rows whose event was in the ledger already, or stands earlier in the same group. */
  duplicates: number;
  /** Positions in `rows` that the database would not store for what is in them. */
  refused: number[];
  /** Set when a row is not known to be stored. */
  error: AppError | undefined;
}

interface Entry {
  row: LedgerRow;
  position: number;
  submission: Submission;
  /** Later rows of the same group with the same event; they share its fate. */
  twins: Entry[] | undefined;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * Writes a group in one statement if it can and notes every row's fate.
 * @returns organizations that got new rows, or may have: a connection can break after the commit and before its answer,
 * and the sender's repetition will then be a duplicate that tells nobody
 */
export async function writeGroup(write: WriteEvents, group: readonly Submission[]): Promise<Set<string>> {
  const orgs = new Set<string>();
  await writeOrSplit(write, distinctInOrder(group), orgs);
  return orgs;
}

/**
 * The rows of a group in key order, each event once (its first row stays). One key twice in a statement would write the
 * event twice, and two groups in different orders could wait for each other's keys for ever.
 */
function distinctInOrder(group: readonly Submission[]): Entry[] {
  const entries: Entry[] = [];
  for (const submission of group) {
    for (let position = 0; position < submission.rows.length; position++) {
      entries.push({ row: submission.rows[position]!, position, submission, twins: undefined });
    }
  }
  entries.sort(byOrgAndKey);
  let last: Entry | undefined;
  return entries.filter((entry) => {
    if (last && last.row.key === entry.row.key && last.row.orgId === entry.row.orgId) {
      last.twins ??= [];
      last.twins.push(entry);
      return false;
    }
    last = entry;
    return true;
  });
}

function byOrgAndKey(a: Entry, b: Entry): number {
  if (a.row.orgId !== b.row.orgId) return a.row.orgId < b.row.orgId ? -1 : 1;
  if (a.row.key !== b.row.key) return a.row.key < b.row.key ? -1 : 1;
  return 0;
}

/** Data that the database refuses must not cost its neighbours: halves are tried until the bad row stands alone. */
async function writeOrSplit(write: WriteEvents, entries: Entry[], orgs: Set<string>): Promise<void> {
  if (entries.length === 0) return;
  try {
    const known = new Set(await write(entries.map((entry) => entry.row)));
    entries.forEach((entry, position) => {
      if (known.has(position)) entry.submission.duplicates += 1;
      else orgs.add(entry.row.orgId);
      for (const twin of entry.twins ?? []) twin.submission.duplicates += 1;
    });
  } catch (error) {
    if (!isDataError(error)) {
      const notStored = asNotStored(error);
      for (const entry of withTwins(entries)) entry.submission.error = notStored;
      for (const entry of entries) orgs.add(entry.row.orgId);
    } else if (entries.length === 1) {
      for (const entry of withTwins(entries)) entry.submission.refused.push(entry.position);
    } else {
      const half = entries.length >> 1;
      await writeOrSplit(write, entries.slice(0, half), orgs);
      await writeOrSplit(write, entries.slice(half), orgs);
    }
  }
}

function withTwins(entries: Entry[]): Entry[] {
  return entries.flatMap((entry) => (entry.twins ? [entry, ...entry.twins] : [entry]));
}

/** SQLSTATE classes of a value that cannot be stored: data exception, integrity violation, program limit exceeded. */
function isDataError(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error));
}

/** Whatever went wrong, the rows are not known to be stored, and sending them again is safe: their keys are the same. */
function asNotStored(error: unknown): AppError {
  // A statement that PostgreSQL does not understand is our mistake and does not go away by waiting.
  if (sqlState(error).startsWith('42')) return toAppError(error);
  return new AppError('UNAVAILABLE', { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
