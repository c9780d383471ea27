import { audit } from '@/lib/identity';
import { announce } from '@/lib/live';
import type { OrgContext } from '@/lib/tenancy';
import { loadSettings } from './queries';
import type { ScoringSettings } from './stage';

export async function getScoringSettings(ctx: OrgContext): Promise<ScoringSettings> {
  return ctx.run(loadSettings);
}

/**
 * Changes thresholds and decay. Both are read backwards into history (a score is a function of time alone), so every
 * lead is put in line to be folded again; the minute sweep does it, a few at a time, and the count is told.
 */
export async function updateScoringSettings(
  ctx: OrgContext,
  settings: ScoringSettings,
): Promise<{ settings: ScoringSettings; leadsToReplay: number }> {
  return ctx.run(async (db) => {
    const before = await loadSettings(db);
    await db.query(
      `update scoring_settings set warm_at = $2, hot_at = $3, qualified_at = $4, decay_per_day = $5, grace_days = $6, updated_at = $7 where org_id = $1`,
      [
        db.orgId,
        settings.warmAt,
        settings.hotAt,
        settings.qualifiedAt,
        settings.decayPerDay,
        settings.graceDays,
        ctx.now(),
      ],
    );
    const unchanged = Object.entries(settings).every(([key, value]) => before[key as keyof ScoringSettings] === value);
    const queued = unchanged
      ? { rowCount: 0 }
      : await db.query(
          `insert into pending_replays (org_id, lead_id, reason, requested_at) select org_id, lead_id, 'settings', $2 from lead_scores where org_id = $1
           on conflict do nothing`,
          [db.orgId, ctx.now()],
        );
    await audit(db, ctx, 'scoring_settings.updated', db.orgId, { before, after: settings });
    await announce(db, 'settings', { changed: true });
    return { settings, leadsToReplay: queued.rowCount ?? 0 };
  });
}
