import { log } from '@/lib/platform/log';
import { isQueueSet, publish, queuePayload } from '@/lib/platform/queue';

/** The kind of the messages by which the queue says that the pause of a mail is over. */
export const RETRY_MAIL = 'retry-mail';

export interface AskedAgain {
  /** Null for mail of an account. */
  orgId: string | null;
  id: string;
  /** How many attempts there were. */
  attempts: number;
  at: Date;
}

/**
 * Has the queue say when a mail is due again. It carries the mail's id alone. Never fails and waits for two seconds at
 * most: without the queue, the sweep of each minute finds the mail.
 */
export async function askAgain({ orgId, id, attempts, at }: AskedAgain): Promise<void> {
  if (!isQueueSet()) return;
  try {
    await publish({
      kind: RETRY_MAIL,
      payload: queuePayload(orgId, { id }),
      notBefore: at,
      deduplicationId: `${RETRY_MAIL}-${id}-${attempts}`,
    });
  } catch (error) {
    log.warn({ err: error, messageId: id }, 'the queue was not asked for a mail’s next attempt; the sweep makes it');
  }
}
