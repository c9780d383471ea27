import { AppError } from '@/lib/platform/errors';
import { type MailSender, mailSender } from '@/lib/platform/mail';
import { jobContext } from '@/lib/tenancy';
import { ACCOUNT_OUTBOX } from './account-outbox';
import { deliver, dueAt } from './deliver';
import { outboxOf } from './organization-outbox';

/**
 * Makes the next attempt at one mail, when it is due; nothing where there is none to be made, or somebody else makes it.
 * @param orgId whose mail it is; null for mail of an account
 * @throws AppError UNAVAILABLE when it is not due yet
 */
export async function retryMessage(
  { orgId, id }: { orgId: string | null; id: string },
  { sender = mailSender(), now = () => new Date() }: { sender?: MailSender | null; now?: () => Date } = {},
): Promise<void> {
  if (!sender) return;
  const outbox = orgId === null ? ACCOUNT_OUTBOX : outboxOf(jobContext(orgId, 'mail', 'retry unsent mail', now));
  if ((await deliver(outbox, id, { sender, now })) !== null) return;
  const due = await dueAt(outbox, id);
  const waitMs = due === null ? 0 : due.getTime() - now().getTime();
  if (waitMs > 0)
    throw new AppError('UNAVAILABLE', {
      message: 'The mail is not due yet.',
      retryAfterSeconds: Math.ceil(waitMs / 1_000),
    });
}
