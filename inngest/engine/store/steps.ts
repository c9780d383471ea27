import type { WireError } from '../wire';
import type { EngineDb } from './database';
import type { Run } from './runs';

export type PendingState = 'planned' | 'sleeping' | 'waiting';

interface Step {
  id: string;
  name: string;
  op: string;
}

/** Notes that a step is waited for. @returns false when it was noted before: the function reports what is pending again */
export async function planStep(db: EngineDb, run: Run, step: Step, state: PendingState, now: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into engine.steps (run_id, id, org_id, name, op, state, created_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (run_id, id) do nothing`,
    [run.id, step.id, run.orgId, step.name, step.op, state, now],
  );
  return rowCount === 1;
}

/** Ends a step: from now on the function is given its memo. The first end counts. */
export async function endStep(
  db: EngineDb,
  run: Run,
  step: Step,
  end: { state: 'done' | 'failed'; memo: unknown; error?: WireError; attempts: number },
  now: Date,
): Promise<void> {
  await db.write(
    `insert into engine.steps as s (run_id, id, org_id, name, op, state, position, memo, error, attempts, created_at, ended_at)
     values ($1, $2, $3, $4, $5, $6, (select coalesce(max(position) + 1, 0) from engine.steps where run_id = $1), $7, $8, $9, $10, $10)
     on conflict (run_id, id) do update
       set state = excluded.state, position = excluded.position, memo = excluded.memo, error = excluded.error,
           attempts = excluded.attempts, ended_at = excluded.ended_at
       where s.position is null`,
    [
      run.id,
      step.id,
      run.orgId,
      step.name,
      step.op,
      end.state,
      JSON.stringify(end.memo ?? null),
      end.error ? JSON.stringify(end.error) : null,
      end.attempts,
      now,
    ],
  );
}

export async function noteStepError(
  db: EngineDb,
  run: Run,
  step: Step,
  attempts: number,
  error: WireError,
  now: Date,
): Promise<void> {
  await db.write(
    `insert into engine.steps as s (run_id, id, org_id, name, op, state, attempts, error, created_at)
     values ($1, $2, $3, $4, $5, 'planned', $6, $7, $8)
     on conflict (run_id, id) do update set attempts = excluded.attempts, error = excluded.error where s.position is null`,
    [run.id, step.id, run.orgId, step.name, step.op, attempts, JSON.stringify(error), now],
  );
}

/** Ends a timer's step by its id. */
export async function endWaiting(
  db: EngineDb,
  runId: string,
  stepId: string,
  memo: unknown,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update engine.steps
        set state = 'done', memo = $3, ended_at = $4,
            position = (select coalesce(max(position) + 1, 0) from engine.steps where run_id = $1)
      where run_id = $1 and id = $2 and position is null`,
    [runId, stepId, JSON.stringify(memo ?? null), now],
  );
  return rowCount === 1;
}
