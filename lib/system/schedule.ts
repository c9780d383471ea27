import { Cron } from 'croner';

/** What runs by the clock: a name, five fields of cron by UTC, and what it does in a sentence. */
export type Schedules = Record<string, { cron: string; does: string }>;

/** How late a clock may be before somebody is told: an engine that was restarted, a slow minute. */
const GRACE_MS = 90_000;

/** The first moment of the schedule after another. */
export function nextRun(cron: string, after: Date): Date {
  // A schedule that never comes again does not stand on our page.
  return new Cron(cron, { timezone: 'UTC', paused: true }).nextRun(after)!;
}

/** Whether a run should have begun since the last one, and has not. */
export function isOverdue(cron: string, lastRun: Date, now: Date): boolean {
  return nextRun(cron, lastRun).getTime() + GRACE_MS < now.getTime();
}
