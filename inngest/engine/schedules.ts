import { begin } from './begin-run';
import { type EngineFunction, scheduleOf } from './function-config';
import type { EngineDatabase } from './store/database';

/**
 * Begins what is due by schedule. A moment that passed while nobody ran is made up for once, however many were missed.
 * @returns when the next is due; null where nothing is scheduled
 */
export async function beginScheduled(db: EngineDatabase, functions: EngineFunction[], now: Date): Promise<Date | null> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.query<{ function_id: string; cron: string; next_at: Date }>(
      'select function_id, cron, next_at from engine.schedules where next_at <= $1 for update skip locked',
      [now],
    );
    for (const { function_id: id, cron, next_at: dueAt } of rows) {
      const fn = functions.find((candidate) => candidate.id === id);
      if (fn)
        await begin(
          tx,
          fn,
          { name: 'inngest/scheduled.timer', id: dueAt.toISOString(), data: { cron }, ts: dueAt.getTime() },
          now,
        );
      await tx.query('update engine.schedules set next_at = $3, last_at = $4 where function_id = $1 and cron = $2', [
        id,
        cron,
        scheduleOf(cron).nextRun(now) ?? new Date('9999-12-31T00:00:00Z'),
        dueAt,
      ]);
    }
  });
  const { rows } = await db.query<{ at: Date | null }>('select min(next_at) as at from engine.schedules');
  return rows[0]!.at;
}
