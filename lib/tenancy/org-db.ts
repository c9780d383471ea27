import type pg from 'pg';
import { pool } from '@/db/client';
import type { DataKind } from './data-kinds';

declare const brand: unique symbol;

/**
 * A transaction that can see one organization only. Made nowhere but here, so a function that asks for an
 * `OrgDb` cannot be handed a bare connection.
 */
export interface OrgDb {
  readonly [brand]: 'OrgDb';
  readonly orgId: string;
  /** Plain SQL, for the questions that read best as SQL. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
  /** Prepared once a connection under this name. */
  prepared<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<pg.QueryResult<Row>>;
  /** Says that this transaction changes data of a kind: with its commit, answers that were kept of it are none any more. */
  touch(kind: DataKind): void;
}

export interface RunOptions {
  /** A commit that may be lost with the machine's power because its input is kept and the work is repeated: drains only. */
  lazyCommit?: boolean;
  /** Longest time one statement may take. */
  statementTimeoutMs?: number;
}

const DEFAULT_STATEMENT_TIMEOUT_MS = 15_000;
/** How much longer than the statement's own limit its answer is waited for: the server's word is better than ours. */
const ANSWER_GRACE_MS = 2_000;

/**
 * How long a connection keeps the plans of its prepared statements. One that was made while a table was small is right
 * for a small table only, and would be kept until the table is analyzed: each event then took a millisecond to look up.
 */
const PLANS_KEPT_MS = 5_000;
const plansMadeAtMs = new WeakMap<pg.PoolClient, number>();

/** What the client of the database takes; its types leave `query_timeout` out. */
type Question = pg.QueryConfig & { query_timeout: number };

/** Opens a short transaction that sees `orgId` only. Nothing that waits on the network belongs inside. */
export async function runInOrg<T>(
  orgId: string,
  work: (db: OrgDb) => Promise<T>,
  options: RunOptions = {},
): Promise<T> {
  const statementTimeoutMs = options.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS;
  const query_timeout = statementTimeoutMs + ANSWER_GRACE_MS;
  const client = await pool('app').connect();
  const touched = new Set<DataKind>();
  let broken: Error | undefined;
  try {
    const entered = Promise.all([
      client.query({ text: 'begin', query_timeout } as Question),
      // Inside the transaction: behind a pooler, that is how it comes to the session whose plans are used.
      ...(plansAreOld(client) ? [client.query({ text: 'discard plans', query_timeout } as Question)] : []),
      client.query({
        name: 'enter-organization',
        text: `select set_config('app.org_id', $1, true), set_config('statement_timeout', $2, true), set_config('synchronous_commit', $3, true)`,
        values: [orgId, String(statementTimeoutMs), options.lazyCommit ? 'off' : 'on'],
        query_timeout,
      } as Question),
    ]);
    // The work's first statements follow at once: were the door shut before them, the policies would show them nothing.
    const [entering, working] = await Promise.allSettled([entered, work(orgDb(client, orgId, touched, query_timeout))]);
    if (entering.status === 'rejected') throw entering.reason;
    if (working.status === 'rejected') throw working.reason;
    await commit(client, orgId, touched, query_timeout);
    return working.value;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * The versions of what was touched are renewed with the last statement, which goes out together with the commit: their
 * rows are then held for the commit alone, and whoever waits for one holds nothing that its holder still needs.
 */
async function commit(
  client: pg.PoolClient,
  orgId: string,
  touched: ReadonlySet<DataKind>,
  query_timeout: number,
): Promise<void> {
  const [renewed, committed] = await Promise.allSettled([
    touched.size > 0
      ? client.query({
          name: 'renew-versions',
          text: `insert into data_versions (org_id, kind) select $1, kind from unnest($2::text[]) as kind order by kind
                 on conflict (org_id, kind) do update set version = gen_random_uuid()`,
          values: [orgId, [...touched].sort()],
          query_timeout,
        } as Question)
      : null,
    client.query({ text: 'commit', query_timeout } as Question),
  ]);
  // The server takes the commit of a transaction that failed for a rollback, and calls that a success.
  if (renewed.status === 'rejected') throw renewed.reason;
  if (committed.status === 'rejected') throw committed.reason;
}

function plansAreOld(client: pg.PoolClient): boolean {
  const nowMs = performance.now();
  const madeAtMs = plansMadeAtMs.get(client);
  if (madeAtMs !== undefined && nowMs - madeAtMs < PLANS_KEPT_MS) return false;
  plansMadeAtMs.set(client, nowMs);
  return madeAtMs !== undefined;
}

function orgDb(client: pg.PoolClient, orgId: string, touched: Set<DataKind>, query_timeout: number): OrgDb {
  return {
    orgId,
    query: (text: string, values?: unknown[]) => client.query({ text, values, query_timeout } as Question),
    prepared: (name: string, text: string, values: unknown[]) =>
      client.query({ name, text, values, query_timeout } as Question),
    touch: (kind: DataKind) => void touched.add(kind),
  } as OrgDb;
}
