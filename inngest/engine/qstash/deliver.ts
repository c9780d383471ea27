import type { EngineDatabase, EngineDb } from '../store/database';
import { type Item, settle } from '../store/queue';
import { askedPauseMs, backOffMs } from './back-off';
import { type Answer, callDestination } from './call-destination';
import { callbackMessage } from './callback-message';
import { checkDestination } from './destination';
import type { Message } from './message';
import { publishMessage } from './publish-message';
import { enqueueDelivery, loadMessage, noteDelivered, noteFailed, noteRetry } from './store';

export interface Deliverer {
  /** Signs every delivery. */
  signingKey: string;
  /** The origins that are called, and no others. */
  deliverTo: readonly string[];
}

interface Shop {
  db: EngineDatabase;
  deliverer: Deliverer | null;
  now: () => number;
}

/** Delivers a message once. What follows from it is written with the item's removal, or not at all. */
export async function deliver({ db, deliverer, now }: Shop, item: Item): Promise<void> {
  if (!deliverer) throw new Error('This engine delivers no messages.');
  const message = await loadMessage(db, String(item.payload?.messageId));
  const answer = message?.status === 'pending' ? await attempt(message, deliverer) : null;
  await db.transaction(async (tx) => {
    if (!(await settle(tx, item)) || !message || !answer) return;
    await conclude(tx, message, answer, new Date(now()));
  });
}

/** The program may have moved since the message was taken: what listens there now may be anything. */
async function attempt(message: Message, { signingKey, deliverTo }: Deliverer): Promise<Answer> {
  try {
    checkDestination(message.url, deliverTo);
  } catch (error) {
    return { kind: 'silent', reason: (error as Error).message };
  }
  return callDestination(message, signingKey);
}

async function conclude(db: EngineDb, message: Message, answer: Answer, now: Date): Promise<void> {
  const { id, retried, retries, callback, failureCallback } = message;
  const status = answer.kind === 'answered' ? answer.status : null;
  const isDelivered = status !== null && status >= 200 && status < 300;
  const isLast = !isDelivered && (retried >= retries || isNotToBeRetried(answer));
  const tell = async (whom: typeof callback) => {
    if (whom) await publishMessage(db, callbackMessage(whom, message, answer, { isLast, nowMs: now.getTime() }), now);
  };
  await tell(callback);
  if (isDelivered) return noteDelivered(db, id, status, now);
  const failure = { responseStatus: status, error: reasonOf(answer) };
  if (isLast) {
    await noteFailed(db, id, failure, now);
    return tell(failureCallback);
  }
  await noteRetry(db, id, failure);
  const askedMs = answer.kind === 'answered' ? askedPauseMs(answer.headers, now.getTime()) : null;
  await enqueueDelivery(db, id, new Date(now.getTime() + (askedMs ?? backOffMs(retried + 1))));
}

/** The documented way to say that another attempt would fail as well. */
function isNotToBeRetried(answer: Answer): boolean {
  return answer.kind === 'answered' && answer.status === 489 && answer.headers['upstash-nonretryable-error'] === 'true';
}

const EXCERPT_CHARACTERS = 300;

function reasonOf(answer: Answer): string {
  if (answer.kind === 'silent') return answer.reason;
  // A text column holds no NUL, and a line of a list no others of these.
  const text = answer.body
    .toString('utf8')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, EXCERPT_CHARACTERS);
  return `It answered ${answer.status}${text === '' ? '' : `: ${text}`}`;
}
