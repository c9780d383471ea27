/** Time of day in the time zone, 24 hours: 14:05. An unknown time zone counts as the reader's own. */
export function timeOfDay(moment: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(new Date(moment));
}

/** Time of day in the time zone, to the second: 14:05:09. */
export function timeToSecond(moment: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(new Date(moment));
}

/** Day and time with the name of the time zone: 10 Mar 2026, 14:05:09 CET. */
export function exactMoment(moment: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(moment));
}

/** Day and minute: 10 Mar 2026, 14:05. */
export function dayAndTime(moment: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(moment));
}
