import type { HistoryEntry } from '@/lib/scoring/contract';
import { type DecaySettings, decay, MS_PER_DAY } from './decay';

export interface ScorePoint {
  atMs: number;
  score: number;
  /** The step that made the point; absent where only time passed. */
  eventId?: string;
}

/** Between two events at most this many points show the curve of the decay. */
const MAX_DECAY_POINTS = 24;

type Step = Pick<HistoryEntry, 'eventId' | 'occurredAt' | 'decayDelta' | 'delta' | 'scoreAfter'>;

/**
 * The score over time as a line: a rise at each step, and between steps the curve of the decay, up to `nowMs`. Takes the
 * steps newest first, as pages of the history come. Without settings (the reader may not see them) decay is a straight line.
 */
export function scoreLine(
  newestFirst: readonly Step[],
  nowMs: number,
  settings: DecaySettings | undefined,
): ScorePoint[] {
  const points: ScorePoint[] = [];
  const oldestFirst = [...newestFirst].reverse();
  for (const step of oldestFirst) {
    const atMs = Date.parse(step.occurredAt);
    const previous = points.at(-1);
    if (previous && settings) points.push(...decayPoints(previous, atMs, settings));
    points.push({ atMs, score: step.scoreAfter - step.delta });
    points.push({ atMs, score: step.scoreAfter, eventId: step.eventId });
  }
  const last = points.at(-1);
  if (last && settings && nowMs > last.atMs) {
    points.push(...decayPoints(last, nowMs, settings));
    points.push({ atMs: nowMs, score: last.score * decay(nowMs - last.atMs, settings) });
  }
  return points;
}

/** Strictly between the two moments: the end of the grace period, then evenly spaced. */
function decayPoints(from: ScorePoint, untilMs: number, settings: DecaySettings): ScorePoint[] {
  const graceEndsMs = from.atMs + settings.graceDays * MS_PER_DAY;
  if (graceEndsMs >= untilMs || settings.decayPerDay === 1 || from.score === 0) return [];
  const count = Math.min(MAX_DECAY_POINTS, Math.max(1, Math.floor((untilMs - graceEndsMs) / MS_PER_DAY)));
  const stepMs = (untilMs - graceEndsMs) / count;
  return Array.from({ length: count }, (_, index) => {
    const atMs = graceEndsMs + index * stepMs;
    return { atMs, score: from.score * decay(atMs - from.atMs, settings) };
  }).filter(({ atMs }) => atMs > from.atMs);
}

const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** The line in one sentence, for those who cannot see it. */
export function scoreLineInWords(points: readonly ScorePoint[], day: (atMs: number) => string): string {
  const first = points.find((point) => point.eventId !== undefined);
  const last = points.at(-1);
  if (!first || !last) return 'No scored events yet.';
  const peak = points.reduce((best, point) => (point.score > best.score ? point : best), first);
  const events = points.filter((point) => point.eventId !== undefined).length;
  return (
    `${events} ${events === 1 ? 'event' : 'events'} from ${day(first.atMs)} to ${day(last.atMs)}: the score went from ` +
    `${oneDecimal.format(first.score)} to ${oneDecimal.format(last.score)}, with its peak of ${oneDecimal.format(peak.score)} on ${day(peak.atMs)}.`
  );
}
