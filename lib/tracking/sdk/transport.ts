import type { BrowserWindow } from './environment';

const REQUEST_TIMEOUT_MS = 30_000;
const BACKOFF_START_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;
const RETRY_AFTER_MAX_MS = 3_600_000;

export interface Answer {
  /** Whether sending the same bytes later can help. Otherwise the batch is finished with, stored or refused. */
  readonly retry: boolean;
  /** What the server asked for, 0 when it did not. */
  readonly retryAfterMs: number;
}

export interface Transport {
  /** Never rejects: a network failure is an answer that may be retried. */
  post(body: string): Promise<Answer>;
  /** @returns whether the browser took the body; it then outlives the page. */
  beacon(body: string): boolean;
}

/** A text body goes out as text/plain, which spares the cross-origin preflight; the server reads bytes, not labels. */
export function createTransport(window: BrowserWindow, host: string, nowMs: () => number): Transport {
  const url = `${host}/v1/batch`;

  return {
    async post(body) {
      const abort = new AbortController();
      const timeout = window.setTimeout(() => abort.abort(), REQUEST_TIMEOUT_MS);
      try {
        const { status, headers } = await window.fetch(url, {
          method: 'POST',
          body,
          keepalive: true,
          credentials: 'omit',
          signal: abort.signal,
        });
        const retry = isRetryable(status);
        if (!retry && status >= 300) window.console.warn(`Throughline: events refused (${status})`);
        return { retry, retryAfterMs: retry ? parseRetryAfterMs(headers.get('Retry-After'), nowMs()) : 0 };
      } catch {
        return { retry: true, retryAfterMs: 0 };
      } finally {
        window.clearTimeout(timeout);
      }
    },
    beacon(body) {
      const { navigator } = window;
      return !!navigator.sendBeacon && navigator.sendBeacon(url, body);
    },
  };
}

export function isRetryable(status: number): boolean {
  return status >= 500 || status === 408 || status === 410 || status === 429;
}

/** Retry-After in milliseconds from now, whether given in seconds or as an HTTP date; 0 to one hour, 0 when absent or unreadable. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number {
  if (!header) return 0;
  const waitMs = +header * 1_000 || Date.parse(header) - nowMs || 0;
  return Math.max(0, Math.min(waitMs, RETRY_AFTER_MAX_MS));
}

/**
 * How long to wait after `failures` (≥ 1) failures in a row, in milliseconds: a random point in the upper half of
 * 1 s, 2 s, 4 s … 60 s, so that many browsers do not come back together; never sooner than the server asked.
 */
export function retryDelayMs(failures: number, random: number, retryAfterMs: number): number {
  const ceilingMs = Math.min(BACKOFF_MAX_MS, BACKOFF_START_MS * 2 ** (failures - 1));
  return Math.max(retryAfterMs, (ceilingMs * (1 + random)) / 2);
}
