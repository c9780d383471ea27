import { announce } from '@/lib/live';
import { log } from '@/lib/platform/log';
import { uuidv7 } from '@/lib/platform/uuid';
import { inWork } from '@/lib/platform/work-context';
import { loadRuleVersions, loadSettings, replayLeads, ruleBook, sweepStandings } from '@/lib/scoring';
import { jobContext, type OrgContext, systemDb } from '@/lib/tenancy';
import { lockOrganization } from './apply-inbox';
import { drainNow } from './drain';

/** Replays a sweep does for one organization before it gives the lock back to the drain. */
const REPLAYS_A_TURN = 200;

/**
 * What events alone do not bring about, once a minute: inbox rows a crash left behind, leads whose grace or stage has
 * run out, histories that wait to be folded again. Each organization by itself; one that fails does not stop the others.
 */
export async function sweep(now: () => Date = () => new Date()): Promise<void> {
  for (const orgId of await organizationsWithWork(now())) {
    try {
      await inWork({ orgId }, () => sweepOrganization(jobContext(orgId, 'sweep', uuidv7(), now)));
    } catch (error) {
      log.error({ orgId, err: error }, 'sweep failed for an organization');
    }
  }
}

export async function sweepOrganization(ctx: OrgContext): Promise<void> {
  await drainNow(ctx.orgId);
  await replayPending(ctx);
  for (;;) {
    const cooled = await ctx.run(async (db) => {
      await lockOrganization(db);
      const leads = await sweepStandings(db, ctx.now());
      if (leads.length > 0)
        await announce(db, 'leads', {
          leads: leads.slice(0, 100).map((lead) => ({ ...lead, isNew: false, eventTypes: [] })),
          events: 0,
          more: leads.length > 100,
          merged: [],
        });
      return leads;
    });
    if (cooled.length < 1_000) return;
  }
}

/** Folds again what waits for it, a few leads a transaction so that new events are not held up. */
export async function replayPending(ctx: OrgContext): Promise<number> {
  let replayed = 0;
  for (;;) {
    const done = await ctx.run(
      async (db) => {
        await lockOrganization(db);
        const { rows } = await db.query<{ lead_id: string }>(
          'select lead_id from pending_replays where org_id = $1 order by requested_at, lead_id limit $2',
          [db.orgId, REPLAYS_A_TURN],
        );
        if (rows.length === 0) return 0;
        const settings = await loadSettings(db);
        const rules = ruleBook(await loadRuleVersions(db));
        const leadIds = rows.map(({ lead_id }) => lead_id);
        await replayLeads(db, leadIds, { settings, rules, now: ctx.now() });
        await announce(db, 'leads', { leads: [], events: 0, more: true, merged: [] });
        return rows.length;
      },
      { lazyCommit: true, statementTimeoutMs: 120_000 },
    );
    replayed += done;
    if (done < REPLAYS_A_TURN) return replayed;
  }
}

/** Question: in which organizations has time, or a crash, left something to do? */
export async function organizationsWithWork(now: Date): Promise<string[]> {
  const { rows } = await systemDb('fan-out: which organizations have work').query<{ org_id: string }>(
    `select distinct org_id from inbox where parked is null
     union select distinct org_id from pending_replays
     union select distinct org_id from lead_scores where in_grace and score > 0 and grace_until <= $1
     union select distinct org_id from lead_scores where cools_at <= $1`,
    [now],
  );
  return rows.map((row) => row.org_id);
}
