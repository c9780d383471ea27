import { log } from '@/lib/platform/log';
import { type MailSender, mailSender } from '@/lib/platform/mail';
import { jobContext, systemDb } from '@/lib/tenancy';
import { ACCOUNT_OUTBOX } from './account-outbox';
import { deliver, dueMessages, type Outbox } from './deliver';
import { outboxOf } from './organization-outbox';

const MESSAGES_A_RUN = 50;

/** Sends what is due again, in every outbox; to be called every few seconds. Nothing while there is no sender. */
export async function retryUnsent({
  sender = mailSender(),
  now = () => new Date(),
}: {
  sender?: MailSender | null;
  now?: () => Date;
} = {}): Promise<void> {
  if (!sender) return;
  await retryIn(ACCOUNT_OUTBOX, sender, now);
  const { rows } = await systemDb('fan-out: which organizations have work').query<{ org_id: string }>(
    `select distinct org_id from outbox_messages where status = 'sending' or next_attempt_at <= $1`,
    [now()],
  );
  for (const { org_id } of rows)
    await retryIn(outboxOf(jobContext(org_id, 'mail', 'retry unsent mail', now)), sender, now);
}

/** One mail that makes trouble does not hold up the others. */
async function retryIn(outbox: Outbox, sender: MailSender, now: () => Date): Promise<void> {
  for (const id of await dueMessages(outbox, now(), MESSAGES_A_RUN))
    await deliver(outbox, id, { sender, now }).catch((error: Error) =>
      log.warn({ messageId: id, reason: error.message }, 'a mail was not tried again'),
    );
}
