import { formatDay } from '@/components/leads/timeline-days';
import { formatNumber } from '@/components/ui/format-number';

/** One day of the series; oldest first, the last is today and not over yet. */
export interface DayCount {
  day: string;
  events: number;
}

const DAYS_A_WEEK = 7;

/** The chart's title: what the series says. Complete days are compared with the same weekday, never today with a whole day. */
export function dailyFinding(daily: readonly DayCount[]): string {
  const total = daily.reduce((sum, { events }) => sum + events, 0);
  if (total === 0) return `No events in the last ${daily.length} days`;
  const yesterday = daily.at(-2);
  const weekEarlier = daily.at(-2 - DAYS_A_WEEK);
  if (!yesterday || !weekEarlier) return `${countOf(total)} so far`;
  const before = daily.slice(0, -1).reduce((sum, { events }) => sum + events, 0);
  if (before === 0) return `${countOf(total)} today, the first of the last ${daily.length} days`;
  return `${countOf(yesterday.events)} yesterday, ${comparison(yesterday.events, weekEarlier.events)}`;
}

function comparison(now: number, before: number): string {
  if (now === before) return 'as many as a week before';
  if (before === 0) return 'none a week before';
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  if (percent === 0) return 'about as many as a week before';
  return `${formatNumber(percent)} % ${now > before ? 'more' : 'fewer'} than a week before`;
}

/** The series in one sentence, for those who cannot see the bars. */
export function dailySummary(daily: readonly DayCount[]): string {
  const total = daily.reduce((sum, { events }) => sum + events, 0);
  const today = daily.at(-1);
  if (total === 0 || !today) return `No events in the last ${daily.length} days.`;
  const busiest = daily.reduce((best, candidate) => (candidate.events > best.events ? candidate : best));
  return (
    `${countOf(total)} in ${daily.length} days; most on ${dayInWords(busiest.day)} (${formatNumber(busiest.events)}); ` +
    `today so far ${formatNumber(today.events)}.`
  );
}

export function dayInWords(day: string): string {
  return formatDay(day, { weekday: 'short', day: 'numeric', month: 'short' });
}

function countOf(events: number): string {
  return `${formatNumber(events)} ${events === 1 ? 'event' : 'events'}`;
}
