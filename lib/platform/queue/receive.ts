import { Receiver } from '@upstash/qstash';
import { z } from 'zod';
import { env } from '../env';
import { AppError } from '../errors';
import { boundedText } from '../http/bounded-text';
import { queueAddress } from './address';

/** The sender's clock and ours. */
const CLOCK_TOLERANCE_S = 10;
/** QStash's signatures hold for five minutes; one that holds for longer than calls are remembered is not taken. */
const LIFETIME_MAX_S = 600;
/** Messages say what is to be done, and carry nothing. */
const BODY_BYTES_MAX = 64 * 1024;

export interface Delivery {
  /** What tells this delivery from every other one, repetitions of the message included. */
  id: string;
  /** The body, as it came. */
  text: string;
}

const claims = z.object({ jti: z.string().min(1).max(256), exp: z.number().int(), nbf: z.number().int() });

/**
 * A delivery whose signature is right: by the current key or the next one, for this address and body, of now. Whether
 * it is the first time it came is for the caller to ask.
 * @throws AppError UNAUTHORIZED, PAYLOAD_TOO_LARGE
 */
export async function verifiedDelivery(request: Request, kind: string, now: Date): Promise<Delivery> {
  const { QSTASH_CURRENT_SIGNING_KEY: currentSigningKey, QSTASH_NEXT_SIGNING_KEY: nextSigningKey, APP_URL } = env();
  const signature = request.headers.get('upstash-signature');
  // Without keys of ours the library would look for some by itself.
  if (!signature || !currentSigningKey || !nextSigningKey) throw new AppError('UNAUTHORIZED');
  const text = await boundedText(request, BODY_BYTES_MAX);
  if (text === null) throw new AppError('PAYLOAD_TOO_LARGE');
  const receiver = new Receiver({ currentSigningKey, nextSigningKey, devMode: false });
  const url = queueAddress(APP_URL, kind);
  try {
    await receiver.verify({ signature, body: text, url, clockTolerance: CLOCK_TOLERANCE_S });
  } catch (cause) {
    throw new AppError('UNAUTHORIZED', { cause });
  }
  const parsed = claims.safeParse(claimsOf(signature));
  // Without an end, or far from it, it could be sent again when nobody remembers it.
  if (!parsed.success || parsed.data.exp - now.getTime() / 1_000 > LIFETIME_MAX_S) throw new AppError('UNAUTHORIZED');
  return { id: parsed.data.jti, text };
}

/** Of a token whose signature has been checked. */
function claimsOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
