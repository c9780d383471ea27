export interface TimelineDay<Entry> {
  /** YYYY-MM-DD in the time zone. */
  day: string;
  /** "Today", "Yesterday", "Tuesday 3 March", with the year when it is another one. */
  heading: string;
  entries: Entry[];
}

/**
 * Entries under the day they happened on, in the time zone and in the order they came. An unknown time zone counts as
 * the reader's own.
 */
export function groupByDay<Entry extends { occurredAt: string }>(
  entries: readonly Entry[],
  nowMs: number,
  timeZone: string | undefined,
): TimelineDay<Entry>[] {
  const today = dayOf(nowMs, timeZone);
  const days: TimelineDay<Entry>[] = [];
  for (const entry of entries) {
    const day = dayOf(Date.parse(entry.occurredAt), timeZone);
    const current = days.at(-1);
    if (current?.day === day) current.entries.push(entry);
    else days.push({ day, heading: dayHeading(day, today), entries: [entry] });
  }
  return days;
}

/** The calendar day of a moment, YYYY-MM-DD. */
export function dayOf(momentMs: number, timeZone: string | undefined): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const found = Object.fromEntries(parts.formatToParts(momentMs).map((part) => [part.type, part.value]));
  return `${found.year}-${found.month}-${found.day}`;
}

export function dayHeading(day: string, today: string): string {
  if (day === today) return 'Today';
  if (day === dayBefore(today)) return 'Yesterday';
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return formatDay(day, { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** A calendar day in words; it has no time zone of its own, so it is read and written as UTC. */
export function formatDay(day: string, options: Intl.DateTimeFormatOptions): string {
  const words = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
  // Whether a comma follows the weekday depends on the parts asked for and on the browser.
  return words.replace(',', '');
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
