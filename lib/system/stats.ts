import type { OrgContext } from '@/lib/tenancy';

/** Question: how much is there of everything? Each line counts what its list shows. */
export async function systemStats(ctx: OrgContext) {
  return ctx.run(async (db) => {
    const { rows: counts } = await db.query<{ what: string; count: number }>(
      `select what, count::int from (values
         ('leads', (select count(*) from lead_scores where org_id = $1)),
         ('events', (select coalesce(sum(count), 0) from event_counts where org_id = $1)),
         ('scoring rules', (select count(*) from scoring_rules where org_id = $1 and deleted_at is null)),
         ('sources', (select count(*) from sources where org_id = $1 and revoked_at is null)),
         ('API keys', (select count(*) from api_keys where org_id = $1 and revoked_at is null)),
         ('members', (select count(*) from members where org_id = $1)),
         ('mails', (select count(*) from outbox_messages where org_id = $1)),
         ('jobs', (select count(*) from jobs where org_id = $1))
       ) as t(what, count)`,
      [db.orgId],
    );
    const { rows: leadsByStage } = await db.query<{ stage: string; count: number }>(
      'select stage, count(*)::int as count from lead_scores where org_id = $1 group by stage order by stage',
      [db.orgId],
    );
    return { at: ctx.now().toISOString(), counts, leadsByStage };
  });
}
