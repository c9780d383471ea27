import { env } from '../env';
import { AppError } from '../errors';
import { within } from '../within';
import { queueAddress } from './address';
import type { QueuePayload } from './payload';

export interface Publication {
  /** Who works on it: `/api/queue/<kind>`. */
  kind: string;
  payload: QueuePayload;
  /** Not delivered before; kept in whole seconds, the next one. Left out: at once. */
  notBefore?: Date;
  /** How often a delivery that failed is made again, 0 to 5. */
  retries?: number;
  /** A second message with this id within ten minutes is not delivered. */
  deduplicationId?: string;
}

/** Whoever waits is not to wait for longer; what is not published is found by a schedule. */
const TIMEOUT_MS = 2_000;
const RETRIES = 3;

/** Whether messages can be published, and will be believed when they come back. */
export function isQueueSet(): boolean {
  const { QSTASH_TOKEN, QSTASH_CURRENT_SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY } = env();
  return Boolean(QSTASH_TOKEN && QSTASH_CURRENT_SIGNING_KEY && QSTASH_NEXT_SIGNING_KEY);
}

/**
 * Has the queue deliver a message to this program later, signed, again and again until it is taken.
 * @returns the message's id
 * @throws AppError UNAVAILABLE when the queue did not take it within two seconds, CONFLICT when none is set
 */
export async function publish({
  kind,
  payload,
  notBefore,
  retries = RETRIES,
  deduplicationId,
}: Publication): Promise<string> {
  const { QSTASH_URL, QSTASH_TOKEN, APP_URL } = env();
  if (!isQueueSet() || !QSTASH_TOKEN)
    throw new AppError('CONFLICT', { message: 'No queue is set on this installation.' });
  // Loaded by whoever publishes, and not by everybody who might.
  const { Client } = await import('@upstash/qstash');
  const client = new Client({
    token: QSTASH_TOKEN,
    ...(QSTASH_URL ? { baseUrl: QSTASH_URL } : {}),
    retry: false,
    enableTelemetry: false,
    devMode: false,
  });
  const published = client.publishJSON({
    url: queueAddress(APP_URL, kind),
    body: payload,
    retries,
    ...(notBefore ? { notBefore: Math.ceil(notBefore.getTime() / 1_000) } : {}),
    ...(deduplicationId ? { deduplicationId } : {}),
  });
  // The client has no limit of its own.
  try {
    const { messageId } = await within(TIMEOUT_MS, published);
    return messageId;
  } catch (cause) {
    throw new AppError('UNAVAILABLE', { message: 'The queue cannot be reached; try again shortly.', cause });
  }
}
