import { ulid } from 'ulid';
import type { Message } from './message';
import { signatureOf } from './signature';

/** What came of one attempt. */
export type Answer =
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: Buffer }
  /** Nobody answered, or not in time. */
  | { kind: 'silent'; reason: string };

/** Of a longer answer the rest is not read. */
const ANSWER_BYTES_MAX = 256 * 1024;

/** Delivers a message once, signed. A redirect is an answer like another and is not followed. Never throws. */
export async function callDestination(message: Message, signingKey: string): Promise<Answer> {
  const { url, method, body, timeoutMs } = message;
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...message.headers,
        'user-agent': 'Upstash-QStash',
        'upstash-message-id': message.id,
        'upstash-retried': String(message.retried),
        // By the true clock: the destination compares it with its own.
        'upstash-signature': signatureOf({ url, body, id: `jwt_${ulid()}`, nowMs: Date.now() }, signingKey),
      },
      body: body.byteLength > 0 ? new Uint8Array(body) : null,
    });
    const headers = Object.fromEntries(response.headers);
    return { kind: 'answered', status: response.status, headers, body: await beginningOf(response) };
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      return { kind: 'silent', reason: `It did not answer within ${timeoutMs / 1_000} s.` };
    return { kind: 'silent', reason: `It cannot be reached: ${causeOf(error)}.` };
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}

async function beginningOf(response: Response): Promise<Buffer> {
  if (!response.body) return Buffer.alloc(0);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop closes the connection.
  for await (const part of response.body) {
    parts.push(part);
    bytes += part.byteLength;
    if (bytes >= ANSWER_BYTES_MAX) break;
  }
  return Buffer.concat(parts).subarray(0, ANSWER_BYTES_MAX);
}
