import { createEmailVerificationToken } from 'better-auth/api';
import { type MailKind, sendAccountMail } from '@/lib/mail';
import { hashKey } from '@/lib/platform/crypto';
import { env } from '@/lib/platform/env';
import type { MailContent } from '@/lib/platform/mail';

/** How long the links of these mails are good. */
export const MAIL_TOKEN_LIFETIME_S = 3600;

interface Addressee {
  id: string;
  email: string;
}

// No name stands in these mails: whoever signs up with somebody else's address would choose what that person reads.

/** Asks the owner of an address to confirm it. Answers when the mail is written down. */
export async function sendVerificationMail(user: Addressee): Promise<void> {
  const token = await createEmailVerificationToken(
    env().BETTER_AUTH_SECRET,
    user.email,
    undefined,
    MAIL_TOKEN_LIFETIME_S,
    { userId: user.id },
  );
  await send('verification', user, token, 'Confirm your e-mail address', {
    title: 'Confirm your e-mail address',
    paragraphs: [`An account with the address ${user.email} was made on Throughline. Confirm that it is yours.`],
    action: { label: 'Confirm the address', url: pageUrl('/verify-email', token) },
    footer: 'The link is good for one hour. If you made no account, leave this mail alone: nothing else will come.',
  });
}

/** Sends the link with which a forgotten password is replaced. Answers when the mail is written down. */
export async function sendResetMail(user: Addressee, token: string): Promise<void> {
  await send('reset', user, token, 'Choose a new password', {
    title: 'Choose a new password',
    paragraphs: [
      `Somebody, probably you, asked for a new password for the account ${user.email} on Throughline.`,
      'Choosing one signs you out everywhere.',
    ],
    action: { label: 'Choose a new password', url: pageUrl('/reset-password', token) },
    footer:
      'The link is good for one hour and works once. If it was not you, leave this mail alone: your password stays as it is.',
  });
}

/** One token is one mail. */
async function send(kind: MailKind, user: Addressee, token: string, subject: string, content: MailContent) {
  const dedupeKey = `${kind}:${hashKey(token).toString('hex')}`;
  await sendAccountMail({ userId: user.id, kind, to: user.email, subject, content, dedupeKey });
}

function pageUrl(path: string, token: string): string {
  const url = new URL(path, env().APP_URL);
  url.searchParams.set('token', token);
  return url.toString();
}
