import { AppError } from '@/lib/platform/errors';
import type { OrgContext } from '@/lib/tenancy';
import { livingLead } from './living-lead';
import { loadSettings } from './queries';
import { readingAt } from './reading';
import { EMPTY_STATE } from './score-lead';
import { isReplayPending, type StepsPage, stepsOf, sumsOf } from './score-report';
import { velocity } from './velocity';

/**
 * A lead's score at a past moment, and why: what a replay from nothing gives that is cut off there.
 *
 * - Events count by when they occurred, not by when they were told: one of the moment itself counts, and so does one
 *   from before it that came in later. What was on the screen then may have been another figure.
 * - Each event has the points of the rule version in force when it occurred, or of the one applied to history since.
 * - Decay and thresholds are today's, as for every other score; the decay goes from the last event to `at`.
 * - A lead's events are those of its subjects today, also those that were another lead's then.
 * - What is no step of the fold counts at no time: machines' events, and events that were set aside or are still owed.
 *
 * Read from the history, whose row before `at` holds the state of the fold there; nothing is folded. While
 * `replayPending`, it is the history of the last fold that answers. Before the first event: 0, cold, no steps.
 *
 * @param at to the millisecond
 * @throws AppError NOT_FOUND; VALIDATION (`at`) when it lies ahead, where nobody knows what will happen
 */
export async function scoreAt(
  ctx: OrgContext,
  { leadId: id, at, limit = 50, cursor }: Partial<StepsPage> & { leadId: string; at: Date },
) {
  if (at > ctx.now())
    throw new AppError('VALIDATION', { field: 'at', message: 'Lies ahead; a score can be read up to now.' });
  return ctx.run(async (db) => {
    const leadId = await livingLead(db, id);
    const settings = await loadSettings(db);
    const steps = await stepsOf(db, { leadId, until: at }, { limit, cursor });
    const { sums, state, recentMs } = await sumsOf(db, { leadId, until: at });
    return {
      ...steps,
      ...readingAt(state ?? EMPTY_STATE, at.getTime(), settings),
      ...sums,
      asOf: at.toISOString(),
      lastEventAt: sums.lastEvent?.occurredAt ?? null,
      velocity: velocity(recentMs, at.getTime()),
      replayPending: await isReplayPending(db, leadId),
    };
  });
}
