const DAY_MS = 86_400_000;
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/;

/** A moment as a field for date and time holds it, in the time zone and to the minute: 2026-03-10T14:05; '' past the year 9999. */
export function localTime(moment: string, timeZone: string | undefined): string {
  const shownMs = clockMs(Date.parse(moment), timeZone);
  return Number.isNaN(shownMs) ? '' : new Date(shownMs).toISOString().slice(0, 16);
}

/**
 * The moment at which the clocks of the time zone show this. An hour that they go through twice is the first one; one
 * that they leave out is read as if they had not been put forward yet. Null for a text that is no date and time.
 */
export function momentOfLocalTime(text: string, timeZone: string | undefined): string | null {
  if (!LOCAL_TIME.test(text)) return null;
  const shownMs = Date.parse(`${text}Z`);
  if (Number.isNaN(shownMs)) return null;
  const candidates = [shownMs - DAY_MS, shownMs + DAY_MS]
    .map((nearMs) => shownMs - (clockMs(nearMs, timeZone) - nearMs))
    .filter((ms) => !Number.isNaN(ms));
  const found = candidates.filter((ms) => clockMs(ms, timeZone) === shownMs).sort((a, b) => a - b);
  const ms = found[0] ?? candidates[0];
  return ms === undefined ? null : new Date(ms).toISOString();
}

/** What the clocks there show at a moment, as if they were UTC's; NaN past the year 9999. */
function clockMs(ms: number, timeZone: string | undefined): number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const date = `${part.year?.padStart(4, '0')}-${part.month}-${part.day}`;
  const shown = Date.parse(`${date}T${part.hour}:${part.minute}:${part.second}Z`);
  return shown + (((ms % 1000) + 1000) % 1000);
}
