import type { OrgContext } from '@/lib/tenancy';
import { livingLead } from './living-lead';
import { loadSettings } from './queries';
import { readingAt } from './reading';
import { EMPTY_STATE } from './score-lead';
import { loadScores } from './score-queries';
import { isReplayPending, type StepsPage, stepsOf, sumsOf } from './score-report';
import { velocity } from './velocity';

/** Why a lead has its score: the fold step by step, newest first, and its sums. */
export async function getScore(ctx: OrgContext, { id, ...page }: StepsPage & { id: string }) {
  return ctx.run(async (db) => {
    const leadId = await livingLead(db, id);
    const settings = await loadSettings(db);
    const state = (await loadScores(db, [leadId])).get(leadId) ?? EMPTY_STATE;
    const steps = await stepsOf(db, { leadId, until: null }, page);
    const { sums, recentMs } = await sumsOf(db, { leadId, until: null });
    const asOf = ctx.now();
    return {
      ...steps,
      ...readingAt(state, asOf.getTime(), settings),
      ...sums,
      asOf: asOf.toISOString(),
      lastEventAt: state.lastEventAtMs === null ? null : new Date(state.lastEventAtMs).toISOString(),
      velocity: velocity(recentMs, asOf.getTime()),
      replayPending: await isReplayPending(db, leadId),
    };
  });
}
