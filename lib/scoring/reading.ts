import type { Stage } from './contract';
import { decayedScore } from './decay';
import type { FoldState } from './score-lead';
import { type ScoringSettings, stageOf } from './stage';

/** A score as it reads at a moment. */
export interface Reading {
  score: number;
  /** As the last event left it. */
  scoreAtLastEvent: number;
  /** What time alone has taken since then, zero or negative. */
  decaySinceLastEvent: number;
  stage: Stage;
}

/** How the state of a fold reads at `atMs`: what its last event left, decayed until then. Without events 0 and cold. */
export function readingAt(state: FoldState, atMs: number, settings: ScoringSettings): Reading {
  const score = decayedScore(state.score, state.lastEventAtMs, atMs, settings);
  return {
    score,
    scoreAtLastEvent: state.score,
    decaySinceLastEvent: score - state.score,
    stage: stageOf(score, settings),
  };
}
