import { uuidv7 } from '@/lib/platform/uuid';
import { repointHistory } from '@/lib/scoring';
import type { OrgDb } from '@/lib/tenancy';
import type { LeadProfile } from './lead-queries';
import type { Merge } from './resolve-subjects';

/**
 * Joins leads that turned out to be one person: subjects and history are repointed, the loser's row is kept with what
 * it was, so that the join can be told and undone. The caller folds the winner again and removes the losers' scores.
 */
export async function joinLeads(
  db: OrgDb,
  merges: Merge[],
  profiles: Map<string, LeadProfile>,
  now: Date,
): Promise<void> {
  if (merges.length === 0) return;
  const losers = merges.map((merge) => merge.loser);
  const winners = merges.map((merge) => merge.winner);
  const subjects = await db.query<{ lead_id: string; subject_ids: string[] }>(
    'select lead_id, array_agg(subject_id) as subject_ids from subjects where org_id = $1 and lead_id = any($2::uuid[]) group by lead_id',
    [db.orgId, losers],
  );
  const subjectsOf = new Map(subjects.rows.map((row) => [row.lead_id, row.subject_ids]));
  await db.query(
    `update subjects s set lead_id = m.winner from unnest($2::uuid[], $3::uuid[]) as m(loser, winner) where s.org_id = $1 and s.lead_id = m.loser`,
    [db.orgId, losers, winners],
  );
  await repointHistory(db, merges);
  // A lead that had joined the loser before now points at the winner, so that every old id is one hop from the living one.
  await db.query(
    `update leads l set merged_into = m.winner, updated_at = $4 from unnest($2::uuid[], $3::uuid[]) as m(loser, winner)
      where l.org_id = $1 and (l.id = m.loser or l.merged_into = m.loser)`,
    [db.orgId, losers, winners, now],
  );
  await db.query(
    `with moved as (delete from pending_replays p using unnest($2::uuid[], $3::uuid[]) as m(loser, winner)
                     where p.org_id = $1 and p.lead_id = m.loser returning m.winner)
     insert into pending_replays (org_id, lead_id, reason, requested_at) select distinct $1::uuid, winner, 'joined', $4::timestamptz from moved
     on conflict do nothing`,
    [db.orgId, losers, winners, now],
  );
  await db.query(
    `insert into lead_merges (org_id, id, winner_id, loser_id, reason, event_id, before, merged_at)
     select $1, n.id, n.winner, n.loser, n.reason, n.event_id, n.before, $8
       from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::jsonb[]) as n(id, winner, loser, reason, event_id, before)`,
    [
      db.orgId,
      merges.map(() => uuidv7()),
      winners,
      losers,
      merges.map((merge) => merge.reason),
      merges.map((merge) => merge.eventId),
      merges.map((merge) =>
        JSON.stringify({ subjects: subjectsOf.get(merge.loser) ?? [], ...profiles.get(merge.loser) }),
      ),
      now,
    ],
  );
}
