import type { DecaySettings } from './decay';
import { afterStep, compareSteps, type FoldedStep, type FoldState, type FoldStep, fold } from './score-lead';

/** A history row as it is stored. */
export interface StoredStep extends FoldStep, FoldedStep {
  eventId: string;
}

/** An event that is not in the history yet. */
export interface NewStep extends FoldStep {
  eventId: string;
}

/** More history rows than this behind a late event are folded again by a replay, not in the drain. */
export const LATE_LIMIT = 5_000;

export interface Refold<New extends NewStep> {
  state: FoldState;
  inserted: (New & FoldedStep)[];
  /** Stored rows whose figures changed because something came in before them. */
  changed: StoredStep[];
}

/**
 * Folds late events into a history: from the state before the earliest of them, over stored and new steps together,
 * stopping where a recomputed score equals the stored one, for from there on nothing differs. That holds only where the
 * stored steps are one fold's; those of leads that were just joined (`joined`) are all folded again.
 *
 * `base` is the state before everything in `stored` and `arrived`.
 */
export function refold<New extends NewStep>(
  base: FoldState,
  stored: StoredStep[],
  arrived: New[],
  settings: DecaySettings,
  { joined = false }: { joined?: boolean } = {},
): Refold<New> {
  const news = [...arrived].sort(compareSteps);
  const inserted: (New & FoldedStep)[] = [];
  const changed: StoredStep[] = [];
  let state = base;
  let nextNew = 0;
  let nextStored = 0;

  while (nextNew < news.length || nextStored < stored.length) {
    const fresh = news[nextNew];
    const known = stored[nextStored];
    if (fresh && (!known || compareSteps(fresh, known) < 0)) {
      const folded = fold(state, fresh, settings);
      inserted.push({ ...fresh, ...folded });
      state = afterStep(fresh, folded);
      nextNew += 1;
      continue;
    }
    if (!known) break;
    const folded = fold(state, known, settings);
    const same =
      folded.decayDelta === known.decayDelta && folded.delta === known.delta && folded.scoreAfter === known.scoreAfter;
    if (!same) changed.push({ ...known, ...folded });
    state = afterStep(known, folded);
    nextStored += 1;
    if (!joined && nextNew === news.length && folded.scoreAfter === known.scoreAfter) {
      const last = stored.at(-1)!;
      return {
        state: { score: last.scoreAfter, lastEventAtMs: last.occurredAtMs, lastTie: last.tie },
        inserted,
        changed,
      };
    }
  }
  return { state, inserted, changed };
}
