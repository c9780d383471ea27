import { env } from '../env';
import { processState } from '../process-state';
import type { MailMessage } from './message';
import { smtpSender } from './smtp-sender';

/** Hands a mail over for delivery. */
export interface MailSender {
  /** @throws AppError UNAVAILABLE when it was not taken, PAYLOAD_TOO_LARGE; `mayBeTriedAgain` says what to do then */
  send(message: MailMessage): Promise<{ messageId: string }>;
}

/** The sender this installation has; null when none is set and mail is only kept. */
export function mailSender(): MailSender | null {
  return processState('mail-sender', () => {
    const { SMTP_URL, MAIL_FROM } = env();
    return SMTP_URL && MAIL_FROM ? smtpSender({ url: SMTP_URL, from: MAIL_FROM }) : null;
  });
}
