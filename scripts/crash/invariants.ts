import type pg from 'pg';

/**
 * What must hold at every moment, also in the middle of a run: an event is owed or scored and never both, and a lead's
 * score is what its history says. One statement, so one moment.
 * @returns what does not hold, in words
 */
export async function brokenInvariants(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{
    neither_owed_nor_scored: number;
    owed_and_scored: number;
    leads_apart: number;
  }>(`
    with fates as (
      select i.id is not null as is_owed, h.event_id is not null as is_scored
        from events e
        left join inbox i on i.org_id = e.org_id and i.id = e.id
        left join score_history h on h.org_id = e.org_id and h.event_id = e.id
    ), told as (
      select org_id, lead_id, count(*) as events, (array_agg(score_after order by occurred_at desc, tie collate "C" desc))[1] as score
        from score_history group by org_id, lead_id
    )
    select (select count(*)::int from fates where not is_owed and not is_scored) as neither_owed_nor_scored,
           (select count(*)::int from fates where is_owed and is_scored) as owed_and_scored,
           (select count(*)::int from lead_scores s full join told t using (org_id, lead_id)
             where coalesce(s.event_count, 0) <> coalesce(t.events, 0)
                or abs(coalesce(s.score, 0) - coalesce(t.score, 0)) > 1e-9 * greatest(1, coalesce(t.score, 0))) as leads_apart`);
  const { neither_owed_nor_scored, owed_and_scored, leads_apart } = rows[0]!;
  return [
    ...(neither_owed_nor_scored > 0 ? [`${neither_owed_nor_scored} events are neither owed nor scored`] : []),
    ...(owed_and_scored > 0 ? [`${owed_and_scored} events are scored and still owed`] : []),
    ...(leads_apart > 0 ? [`${leads_apart} leads stand elsewhere than their history says`] : []),
  ];
}
