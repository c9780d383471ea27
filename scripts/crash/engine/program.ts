import type { Inngest } from 'inngest';
import pg from 'pg';
import { serveFunctions } from '../../local-engine/serve-functions';
import { EVENT, type StepName } from './function-steps';

/*
 * The program that is killed: one function of five steps and two sleeps. Each step writes its effect, and, however
 * often it runs, that it ran.
 */

const pool = new pg.Pool({ connectionString: process.env.DATABASE_MIGRATE_URL, max: 8 });
pool.on('error', () => {});

serveFunctions((client: Inngest) => [
  client.createFunction({ id: 'five-steps', triggers: [{ event: EVENT }] }, async ({ event, step, runId }) => {
    const { n } = event.data as { n: number };
    const run = (name: StepName) => step.run(name, () => runStep(runId, n, name));
    const opened = await run('opened');
    await step.sleep('pause', '1s');
    const [left, right] = await Promise.all([run('left'), run('right'), step.sleep('rest', '1s')]);
    const joined = await run('joined');
    const closed = await run('closed');
    return { opened, left, right, joined, closed };
  }),
]);

/**
 * One statement, so that it is there whole or not at all. Whether the engine has kept this step's memo already is asked
 * by the same snapshot: no clock decides it.
 * @returns the number of this execution
 */
async function runStep(runId: string, n: number, name: StepName): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    `with effect as (insert into crash.effects (run_id, n, step) values ($1, $2, $3) on conflict do nothing)
     insert into crash.executions (run_id, step, memo_was_kept)
     values ($1, $3, exists (select from engine.steps s where s.run_id = $1 and s.name = $3 and s.position is not null))
     returning id::int as id`,
    [runId, n, name],
  );
  return rows[0]!.id;
}
