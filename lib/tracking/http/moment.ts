import { AHEAD_MAX_MS } from './event-sizes';

const SECONDS_BELOW = 1e11;
const YEAR_10000_MS = 253_402_300_800_000;
const DAY_MS = 86_400_000;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** ISO 8601 calendar form. RFC 3339's blank for the T is read, and a moment without a zone is UTC. */
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

/**
 * A moment as senders write it: ISO 8601 text, or a number of Unix milliseconds (of seconds when below 10^11).
 * @returns Unix milliseconds, cut to whole ones, in the years 1970–9999; undefined for anything else
 */
export function parseMoment(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? fromNumber(value) : typeof value === 'string' ? fromIso(value) : NaN;
  return ms >= 0 && ms < YEAR_10000_MS ? ms : undefined;
}

function fromNumber(value: number): number {
  return Math.floor(value < SECONDS_BELOW ? value * 1000 : value);
}

function fromIso(text: string): number {
  const match = ISO.exec(text);
  if (!match) return NaN;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4] ?? 0);
  const minute = Number(match[5] ?? 0);
  const second = Number(match[6] ?? 0);
  const zoneHours = Number(match[9] ?? 0);
  const zoneMinutes = Number(match[10] ?? 0);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return NaN;
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 23 || zoneMinutes > 59) return NaN;
  const millisecond = match[7] === undefined ? 0 : Number(match[7].slice(0, 3).padEnd(3, '0'));
  const aheadMinutes = (zoneHours * 60 + zoneMinutes) * (match[8] === '-' ? -1 : 1);
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond) - aheadMinutes * 60_000;
}

function daysInMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : DAYS_IN_MONTH[month - 1]!;
}

/**
 * When something happened by our clock, for a sender whose clock may be wrong: receivedAt − (sentAt − original), as
 * Segment defines it. A call that claims to be sent before it happened says nothing about its clock: then `original`.
 * All in Unix milliseconds.
 */
export function correctedMs(originalMs: number, sentAtMs: number | undefined, receivedAtMs: number): number {
  if (sentAtMs === undefined || sentAtMs < originalMs) return originalMs;
  return receivedAtMs - (sentAtMs - originalMs);
}

/** Why a moment is not accepted, or undefined when it is. */
export function windowProblem(occurredAtMs: number, receivedAtMs: number, backdatingDays: number): string | undefined {
  if (occurredAtMs > receivedAtMs + AHEAD_MAX_MS) return 'lies more than 24 hours in the future';
  if (occurredAtMs < receivedAtMs - backdatingDays * DAY_MS || occurredAtMs < 0) {
    return `is older than the ${backdatingDays} days this key accepts`;
  }
  return undefined;
}
