import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { BenchOrg } from './organizations';

const LOOK_EVERY_MS = 50;

/** Events that are not scored yet. */
export async function backlogOf(admin: pg.Client): Promise<number> {
  const { rows } = await admin.query<{ owed: string }>('select count(*) as owed from inbox');
  return Number(rows[0]!.owed);
}

/**
 * Waits until every event is scored. @returns how long that took, in milliseconds
 * @throws Error when it takes longer than `patienceMs`
 */
export async function untilScored(admin: pg.Client, patienceMs = 120_000): Promise<number> {
  const beganMs = performance.now();
  for (;;) {
    const { rows } = await admin.query<{ owes: boolean }>('select exists (select from inbox) as owes');
    const tookMs = performance.now() - beganMs;
    if (!rows[0]!.owes) return tookMs;
    if (tookMs > patienceMs) throw new Error(`events were still waiting to be scored after ${patienceMs / 1000} s`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Does something while an organization's drain waits: it takes turns by an advisory lock, which is held here meanwhile. */
export async function whilePaused<T>(admin: pg.Client, { orgId }: BenchOrg, work: () => Promise<T>): Promise<T> {
  await admin.query(`select pg_advisory_lock(hashtextextended('derive:' || $1, 0))`, [orgId]);
  try {
    return await work();
  } finally {
    await admin.query(`select pg_advisory_unlock(hashtextextended('derive:' || $1, 0))`, [orgId]);
  }
}

/** Strikes off what an organization owes: for measurements whose events nobody looks at afterwards. */
export async function forgetBacklog(admin: pg.Client, { orgId }: BenchOrg): Promise<void> {
  await admin.query('delete from inbox where org_id = $1', [orgId]);
  await admin.query('vacuum inbox');
}
