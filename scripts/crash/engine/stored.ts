import type pg from 'pg';

/** What stands in the tables after the run. Times are Unix milliseconds. */
export interface EngineStored {
  runs: { id: string; n: number; status: string; output: Record<string, unknown> | null }[];
  /** Steps as the engine keeps them; `memo` is what the function is given. */
  steps: { runId: string; name: string; state: string; memo: unknown }[];
  effects: { n: number; step: string }[];
  /** Every time a step ran, in the order of their numbers. */
  executions: { id: number; runId: string; step: string; memoWasKept: boolean; beganAtMs: number }[];
  queued: number;
  waiting: number;
  failures: number;
}

/** The run's own tables: what the steps do, and that they did it. */
export async function makeCrashSchema(client: pg.Client): Promise<void> {
  await client.query(`
    create schema crash;
    create table crash.effects (run_id text not null, n int not null, step text not null, primary key (run_id, step));
    create table crash.executions (
      id bigserial primary key, run_id text not null, step text not null, memo_was_kept boolean not null,
      began_at timestamptz not null default clock_timestamp())`);
}

/** How many steps were begun, and how many runs have ended. */
export async function readProgress(client: pg.Client): Promise<{ begun: number; ended: number; runs: number }> {
  const { rows } = await client.query<{ begun: number; ended: number; runs: number }>(
    `select (select last_value::int from crash.executions_id_seq) as begun,
            count(*) filter (where ended_at is not null)::int as ended, count(*)::int as runs from engine.runs`,
  );
  return rows[0]!;
}

export async function readEngineStored(client: pg.Client): Promise<EngineStored> {
  const rows = async <Row>(text: string): Promise<Row[]> => (await client.query(text)).rows as Row[];
  const [counts] = await rows<Pick<EngineStored, 'queued' | 'waiting' | 'failures'>>(
    `select (select count(*)::int from engine.queue) as queued, (select count(*)::int from engine.waits) as waiting,
            (select count(*)::int from engine.failures) as failures`,
  );
  return {
    runs: await rows(`select id, (event -> 'data' ->> 'n')::int as n, status, output from engine.runs`),
    steps: await rows(`select run_id as "runId", name, state, memo from engine.steps`),
    effects: await rows('select n, step from crash.effects'),
    executions: await rows(
      `select id::int as id, run_id as "runId", step, memo_was_kept as "memoWasKept",
              extract(epoch from began_at)::float8 * 1000 as "beganAtMs" from crash.executions order by id`,
    ),
    ...counts!,
  };
}
