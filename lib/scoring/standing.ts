import type { Stage } from './contract';
import { decay, MS_PER_DAY } from './decay';
import type { FoldState } from './score-lead';
import { coolsAtMs, rankKey, type ScoringSettings, stageOf } from './stage';

/** What is derived from a score for ordering and for stages; stored beside it so that lists need no arithmetic. */
export interface Standing {
  stage: Stage;
  inGrace: boolean;
  graceUntilMs: number | null;
  rankKey: number | null;
  coolsAtMs: number | null;
}

/** Where a lead stands at `nowMs`, from its state alone. The drain, replays and the sweep all write what this says. */
export function standingOf(state: FoldState, nowMs: number, settings: ScoringSettings): Standing {
  if (state.lastEventAtMs === null || state.score === 0)
    return { stage: stageOf(0, settings), inGrace: true, graceUntilMs: null, rankKey: null, coolsAtMs: null };
  const stage = stageOf(state.score * decay(nowMs - state.lastEventAtMs, settings), settings);
  const graceUntilMs = state.lastEventAtMs + settings.graceDays * MS_PER_DAY;
  return {
    stage,
    inGrace: graceUntilMs > nowMs,
    graceUntilMs,
    rankKey: rankKey(state.score, state.lastEventAtMs, settings),
    coolsAtMs: coolsAtMs(state.score, stage, state.lastEventAtMs, settings),
  };
}
