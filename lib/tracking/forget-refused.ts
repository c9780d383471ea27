import { systemDb } from '@/lib/tenancy';

/** Of an organization. */
const KEPT_MAX = 1_000;

/** Forgets refused events after a day, and of each organization all but the newest thousand. */
export async function forgetRefusedEvents(): Promise<void> {
  const db = systemDb('retention: partitions and expired rows');
  await db.query(`delete from refused_events where received_at < now() - interval '24 hours'`);
  await db.query(
    `delete from refused_events r
      using (select org_id from refused_events group by org_id having count(*) > $1) o
      cross join lateral (
        select id from refused_events where org_id = o.org_id order by id desc offset $1 limit 1
      ) newest_too_many
      where r.org_id = o.org_id and r.id <= newest_too_many.id`,
    [KEPT_MAX],
  );
}
