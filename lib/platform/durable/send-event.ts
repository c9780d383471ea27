import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { traceHeaders } from '@/lib/platform/trace';

export interface DurableEvent {
  name: string;
  data: Record<string, unknown>;
  /** A second event with this id within 24 hours begins nothing. */
  id?: string;
}

const CLOUD_EVENTS_URL = 'https://inn.gs';
const TIMEOUT_MS = 5_000;

/** Whether somebody drives durable functions for this installation. */
export function isDriven(): boolean {
  const { INNGEST_BASE_URL, INNGEST_EVENT_KEY } = env();
  return Boolean(INNGEST_BASE_URL ?? INNGEST_EVENT_KEY);
}

/**
 * Asks for durable work, by Inngest's event API: whoever drives the functions has it when this returns. Without the
 * library, so that a verb that asks for work does not load what runs it.
 * @throws AppError UNAVAILABLE when it cannot be reached, CONFLICT when there is nobody to reach
 */
export async function sendEvent(event: DurableEvent): Promise<void> {
  const { INNGEST_BASE_URL = CLOUD_EVENTS_URL, INNGEST_EVENT_KEY } = env();
  if (!isDriven() || !INNGEST_EVENT_KEY)
    throw new AppError('CONFLICT', { message: 'Nobody drives durable functions on this installation.' });
  const url = `${INNGEST_BASE_URL.replace(/\/$/, '')}/e/${encodeURIComponent(INNGEST_EVENT_KEY)}`;
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { 'content-type': 'application/json', ...traceHeaders() },
    body: JSON.stringify(event),
  }).catch((cause: unknown) => {
    throw new AppError('UNAVAILABLE', {
      message: 'The engine of durable functions cannot be reached; try again shortly.',
      cause,
      retryAfterSeconds: 5,
    });
  });
  await response.body?.cancel();
  if (!response.ok)
    throw new AppError('UNAVAILABLE', {
      message: `The engine of durable functions answered ${response.status}.`,
      retryAfterSeconds: 5,
    });
}
