import { type DecaySettings, decay } from './decay';

/** One event on its way through the fold. `tie` is the sender's event id, which orders events of the same moment. */
export interface FoldStep {
  occurredAtMs: number;
  tie: string;
  points: number;
}

/** A lead's score as of its last event. */
export interface FoldState {
  score: number;
  lastEventAtMs: number | null;
  lastTie: string | null;
}

export interface FoldedStep {
  /** What time took since the event before, zero or negative. */
  decayDelta: number;
  /** What the event changed, after the floor at zero. */
  delta: number;
  scoreAfter: number;
}

export const EMPTY_STATE: FoldState = { score: 0, lastEventAtMs: null, lastTie: null };

/**
 * One step of the only formula that writes scores: `s = max(0, s · decay(gap) + points)`.
 * The step must not lie before the state's last event.
 */
export function fold(state: FoldState, step: FoldStep, settings: DecaySettings): FoldedStep {
  const faded =
    state.lastEventAtMs === null ? 0 : state.score * decay(step.occurredAtMs - state.lastEventAtMs, settings);
  const scoreAfter = Math.max(0, faded + step.points);
  return { decayDelta: faded - state.score, delta: scoreAfter - faded, scoreAfter };
}

export function afterStep(step: FoldStep, folded: FoldedStep): FoldState {
  return { score: folded.scoreAfter, lastEventAtMs: step.occurredAtMs, lastTie: step.tie };
}

/** The order in which events count: by time, then by the sender's event id; never by arrival. */
export function compareSteps(
  a: { occurredAtMs: number; tie: string },
  b: { occurredAtMs: number; tie: string },
): number {
  return a.occurredAtMs - b.occurredAtMs || compareTies(a.tie, b.tie);
}

/** Byte order of the UTF-8 forms, which is what the database's "C" collation uses. */
export function compareTies(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Folds steps that are already in order, from a state that lies before all of them. */
export function foldAll(
  state: FoldState,
  inOrder: FoldStep[],
  settings: DecaySettings,
): { state: FoldState; folded: FoldedStep[] } {
  const folded: FoldedStep[] = [];
  let current = state;
  for (const step of inOrder) {
    const result = fold(current, step, settings);
    folded.push(result);
    current = afterStep(step, result);
  }
  return { state: current, folded };
}
