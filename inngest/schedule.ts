/**
 * Everything that happens by the clock, on one page. The same names stand in `vercel.json` and at
 * `GET /api/cron/:name`, so that whoever keeps the clock, the work is the same; each is idempotent.
 * Five fields, by UTC.
 */
export const SCHEDULES = {
  sweep: {
    cron: '* * * * *',
    does: 'Scores what a crash left in the inbox, moves leads out of their grace and down a stage, folds histories that wait for it.',
  },
  partitions: {
    cron: '7 * * * *',
    does: 'Makes the ledger’s partitions of this month and the next three.',
  },
  'retry-mail': {
    cron: '* * * * *',
    does: 'Sends again what a mail server did not take, as soon as its pause is over; nothing where no server is set.',
  },
  'resume-jobs': {
    cron: '* * * * *',
    does: 'Takes up long work that stands still: nobody was told of it, or whoever worked on it is gone.',
  },
  'forget-refused-events': {
    cron: '*/5 * * * *',
    does: 'Forgets refused events after a day, and of each organization all but the newest thousand.',
  },
  'forget-live-changes': {
    cron: '*/10 * * * *',
    does: 'Forgets live changes older than an hour; a screen that comes back later reads anew.',
  },
  'forget-limits': {
    cron: '*/5 * * * *',
    does: 'Forgets limits that nobody has used up: a bucket that is full again says nothing.',
  },
  'forget-seen-calls': {
    cron: '*/5 * * * *',
    does: 'Forgets signed calls that were taken, as soon as their signatures hold no longer.',
  },
  'forget-worker-runs': {
    cron: '23 * * * *',
    does: 'Forgets after a week what this page says of past runs.',
  },
} as const satisfies Record<string, { cron: string; does: string }>;

export type ScheduleName = keyof typeof SCHEDULES;

export function isScheduleName(name: string): name is ScheduleName {
  return Object.hasOwn(SCHEDULES, name);
}

/** The name of the event that asks for scheduled work out of its turn. */
export function scheduleEvent(name: string): string {
  return `schedule/${name}`;
}

const MINUTE_MS = 60_000;

/** The event itself: the same within a minute, so that the work is done once however often it is asked for. */
export function scheduleRequest(name: string, now: Date) {
  return { name: scheduleEvent(name), id: `${name}:${Math.floor(now.getTime() / MINUTE_MS)}`, data: {} };
}
