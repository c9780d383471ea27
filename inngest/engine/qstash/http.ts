import type { IncomingMessage } from 'node:http';
import { constantTimeEqual } from '@/lib/platform/crypto';
import type { NewMessage } from './message';
import type { PublishedMessage } from './publish-message';
import { readMessage } from './read-message';
import { PublishRefused } from './refused';

export interface QstashDoor {
  /** Who may publish. */
  token: string;
  /** The origins to which messages are delivered. */
  deliverTo: readonly string[];
}

interface Answered {
  status: number;
  body: unknown;
}

const BODY_BYTES_MAX = 1024 * 1024;
/** A body that is too large is read this far and thrown away, so that the sender hears why it is refused. */
const READ_BYTES_MAX = 16 * 1024 * 1024;
const PUBLISH = '/v2/publish/';

/** QStash's own address: where messages are published. */
export async function answerQstash(
  request: IncomingMessage,
  { token, deliverTo }: QstashDoor,
  { engine, now }: { engine: { publish(message: NewMessage): Promise<PublishedMessage> }; now: () => number },
): Promise<Answered> {
  if (!isAllowed(request.headers.authorization, token)) return refusal(401, 'unable to authenticate: invalid token');
  // Not the parsed path: that would fold what stands in the destination.
  const target = request.url ?? '';
  if (!target.startsWith(PUBLISH))
    return refusal(501, `The local engine takes messages at ${PUBLISH}<address> and does nothing else of QStash.`);
  if (request.method !== 'POST') return refusal(405, 'Messages are published by POST.');
  const body = await bodyOf(request);
  if (body === null) return refusal(413, `A message has at most ${BODY_BYTES_MAX} bytes.`);
  try {
    const destination = target.slice(PUBLISH.length);
    const message = readMessage({ destination, headers: request.headers, body }, deliverTo, now());
    const { messageId, deduplicated } = await engine.publish(message);
    const answer = { messageId, url: message.url };
    return deduplicated ? { status: 202, body: { ...answer, deduplicated } } : { status: 200, body: answer };
  } catch (error) {
    if (error instanceof PublishRefused) return refusal(error.status, error.message);
    return refusal(503, 'The message could not be stored; try again shortly.');
  }
}

const refusal = (status: number, error: string): Answered => ({ status, body: { error } });

function isAllowed(authorization: string | undefined, token: string): boolean {
  const given = /^bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return constantTimeEqual(Buffer.from(given), Buffer.from(token));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).byteLength;
    if (bytes > READ_BYTES_MAX) return null;
    if (bytes <= BODY_BYTES_MAX) parts.push(part as Buffer);
  }
  return bytes > BODY_BYTES_MAX ? null : Buffer.concat(parts);
}
