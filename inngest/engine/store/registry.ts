import { type EngineFunction, readFunction, scheduleOf } from '../function-config';
import type { EngineDb } from './database';

export interface Registered {
  functions: EngineFunction[];
  refused: { id: string; refused: string }[];
}

/**
 * Writes down what the program offers now. A function that it no longer names is marked as gone, and its schedules end;
 * one that the engine cannot run is kept with the reason, for people to see. The last of two with one id counts, and
 * both are refused, because which of them ran would be chance.
 */
export async function register(db: EngineDb, configs: unknown[], now: Date): Promise<Registered> {
  const read = configs.map((config) => ({ config, result: readFunction(config) }));
  const times = new Map<string, number>();
  for (const { result } of read) times.set(result.id, (times.get(result.id) ?? 0) + 1);
  const functions: EngineFunction[] = [];
  const refused: Registered['refused'] = [];
  for (const { config, result } of read) {
    const twice = times.get(result.id)! > 1 ? 'Two functions have this id; give each its own.' : null;
    const reason = 'refused' in result ? result.refused : twice;
    await db.query(
      `insert into engine.functions (id, config, url, refused, registered_at) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set config = excluded.config, url = excluded.url, refused = excluded.refused,
         registered_at = excluded.registered_at, gone_at = null`,
      [result.id, JSON.stringify(config), 'url' in result ? result.url : '', reason, now],
    );
    if (reason === null) functions.push(result as EngineFunction);
    else refused.push({ id: result.id, refused: reason });
  }
  await db.query('update engine.functions set gone_at = $2 where gone_at is null and not (id = any($1::text[]))', [
    read.map(({ result }) => result.id),
    now,
  ]);
  await writeSchedules(db, functions, now);
  return { functions, refused };
}

/** A schedule that stays keeps its next moment, so that one missed while nobody ran is made up for. */
async function writeSchedules(db: EngineDb, functions: EngineFunction[], now: Date): Promise<void> {
  const wanted = functions.flatMap(({ id, crons }) => crons.map((cron) => ({ id, cron })));
  await db.query(
    `delete from engine.schedules s
      where not exists (select 1 from unnest($1::text[], $2::text[]) w(id, cron) where w.id = s.function_id and w.cron = s.cron)`,
    [wanted.map(({ id }) => id), wanted.map(({ cron }) => cron)],
  );
  for (const { id, cron } of wanted) {
    const next = scheduleOf(cron).nextRun(now);
    if (next)
      await db.query(
        'insert into engine.schedules (function_id, cron, next_at) values ($1, $2, $3) on conflict do nothing',
        [id, cron, next],
      );
  }
}

/** The functions that can be run, as they were registered last. */
export async function loadFunctions(db: EngineDb): Promise<EngineFunction[]> {
  const { rows } = await db.query<{ config: unknown }>(
    'select config from engine.functions where refused is null and gone_at is null',
  );
  return rows.map(({ config }) => readFunction(config)).filter((read): read is EngineFunction => 'url' in read);
}
