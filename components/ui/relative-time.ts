const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "just now", "4 min ago", "3 h ago", "6 d ago", "in 2 h"; null when so far off that a date says more (from 30 days on). */
export function relativeTime(momentMs: number, nowMs: number): string | null {
  const distance = nowMs - momentMs;
  const size = Math.abs(distance);
  // Clocks differ by seconds: what just happened on the server may lie ahead of this one.
  if (size < MINUTE_MS) return 'just now';
  if (size >= 30 * DAY_MS) return null;
  const amount =
    size < HOUR_MS
      ? `${Math.floor(size / MINUTE_MS)} min`
      : size < DAY_MS
        ? `${Math.floor(size / HOUR_MS)} h`
        : `${Math.floor(size / DAY_MS)} d`;
  return distance > 0 ? `${amount} ago` : `in ${amount}`;
}
