import { uuidv7 } from '@/lib/platform/uuid';
import type { WireError } from '../wire';
import type { EngineDb } from './database';
import type { Run } from './runs';

/** Keeps an attempt that failed, whatever comes of the run. `stepId` null: the function itself, between its steps. */
export async function keepFailure(
  db: EngineDb,
  run: Pick<Run, 'id' | 'orgId'>,
  { stepId, attempt, error }: { stepId: string | null; attempt: number; error: WireError },
  now: Date,
): Promise<void> {
  await db.write(
    'insert into engine.failures (id, run_id, org_id, step_id, attempt, error, failed_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [uuidv7(), run.id, run.orgId, stepId, attempt, JSON.stringify(error), now],
  );
}
