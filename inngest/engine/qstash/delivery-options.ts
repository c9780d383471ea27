import { durationMs } from '../duration';
import { PublishRefused } from './refused';

/** How a message or a callback is delivered. */
export interface DeliveryOptions {
  method: string;
  headers: Record<string, string>;
  /** Null where nothing was said. */
  retries: number | null;
  timeoutMs: number;
  delayMs: number;
}

/** As many as the paid plans take: what is refused there is refused here. */
export const RETRIES_MAX = 5;
const TIMEOUT_MAX_MS = 300_000;
export const DELAY_MAX_MS = 365 * 86_400_000;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Headers of the connection, and those the engine writes itself. */
const OWN =
  /^(host|connection|content-length|transfer-encoding|keep-alive|te|trailer|upgrade|expect|user-agent|proxy-.*|upstash-.*)$/;

/**
 * @param named options by name, without the prefix, in small letters; `forward-…` are headers
 * @param prefix what stands before the names, for what is said of them
 * @throws PublishRefused for one that is not known or cannot be read
 */
export function deliveryOptions(named: ReadonlyMap<string, string>, prefix: string): DeliveryOptions {
  const options: DeliveryOptions = {
    method: 'POST',
    headers: {},
    retries: null,
    timeoutMs: TIMEOUT_MAX_MS,
    delayMs: 0,
  };
  for (const [name, value] of named) {
    const full = `${prefix}${name}`;
    if (name === 'method') options.method = oneOf(full, value, METHODS);
    else if (name === 'retries') options.retries = wholeNumber(full, value, RETRIES_MAX);
    else if (name === 'timeout') options.timeoutMs = duration(full, value, 1, TIMEOUT_MAX_MS);
    else if (name === 'delay') options.delayMs = duration(full, value, 0, DELAY_MAX_MS);
    else if (name.startsWith('forward-')) options.headers[forwarded(name.slice('forward-'.length))] = value;
    else throw new PublishRefused(notDone(full, name));
  }
  return options;
}

/** @throws PublishRefused */
export function wholeNumber(name: string, value: string, most: number): number {
  if (!/^\d{1,15}$/.test(value) || Number(value) > most)
    throw new PublishRefused(`${name} is a whole number up to ${most}.`);
  return Number(value);
}

function duration(name: string, value: string, leastMs: number, mostMs: number): number {
  const ms = value.includes('w') ? null : durationMs(value);
  if (ms === null) throw new PublishRefused(`${name} is a duration such as 10s, 5m, 1h30m or 1d.`);
  if (ms < leastMs || ms > mostMs)
    throw new PublishRefused(`${name} lies between ${leastMs} ms and ${mostMs / 1_000} s.`);
  return ms;
}

function oneOf(name: string, value: string, all: string[]): string {
  const found = all.find((one) => one === value.toUpperCase());
  if (!found) throw new PublishRefused(`${name} is one of ${all.join(', ')}.`);
  return found;
}

function forwarded(name: string): string {
  if (name === '') throw new PublishRefused('Upstash-Forward- needs the name of a header behind it.');
  if (OWN.test(name)) throw new PublishRefused(`The header ${name} is not forwarded: it is the engine’s own.`);
  return name;
}

/** What QStash does and the engine does not, by the header that asks for it. */
const NOT_DONE: [RegExp, string][] = [
  [/^(cron|schedule-id)$/, 'schedules'],
  [/^queue/, 'queues'],
  [/^flow-control-/, 'flow control'],
  [/^retry-delay$/, 'retry delays of one’s own'],
  [/^redact-/, 'redaction'],
  [/^workflow-/, 'workflows'],
];

function notDone(full: string, name: string): string {
  const what = NOT_DONE.find(([pattern]) => pattern.test(name))?.[1];
  return what ? `The local engine does not do ${what} (${full}).` : `The local engine does not know ${full}.`;
}
