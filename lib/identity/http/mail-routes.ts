import { setTimeout as delay } from 'node:timers/promises';
import { listKeptAccountMessages } from '@/lib/mail';
import { AppError } from '@/lib/platform/errors';
import { sendVerificationMail } from '../account-mails';
import { auth } from '../auth';
import { isEmailVerified } from '../email-verified';
import { signedInUser } from '../page-session';
import { type AuthCall, json } from './answer';
import { addressForm, outboxQuery, readForm, readQuery, resetForm, tokenForm } from './forms';
import { limitForm, limitLook, limitMail } from './limit';
import { refuseForeignPage, refuseForgery } from './origin-checks';

/** Longer than writing the mail down takes, so that the time tells nobody whether there was one to be written. */
const EVEN_ANSWER_MS = 250;

/** The same answer, in the same time, whether the address has an account or not. */
export async function requestPasswordReset(call: AuthCall): Promise<Response> {
  refuseForeignPage(call);
  await limitForm('request-password-reset', call);
  const { email } = await readForm(call.request, addressForm);
  await limitMail('reset', email.toLowerCase(), call);
  const [asked] = await Promise.allSettled([
    auth().api.requestPasswordReset({ body: { email } }),
    delay(EVEN_ANSWER_MS),
  ]);
  if (asked.status === 'rejected') throw asked.reason;
  return json({ done: true });
}

/** Ends every session of the person: whoever knew the old password is out. */
export async function resetPassword(call: AuthCall): Promise<Response> {
  refuseForeignPage(call);
  await limitForm('reset-password', call);
  const body = await readForm(call.request, resetForm);
  await auth().api.resetPassword({ body });
  return json({ done: true });
}

export async function verifyEmail(call: AuthCall): Promise<Response> {
  refuseForeignPage(call);
  await limitForm('verify-email', call);
  const { token } = await readForm(call.request, tokenForm);
  await auth().api.verifyEmail({ query: { token } });
  return json({ done: true });
}

/** To the signed-in person's own address; nothing is sent when it is verified already. */
export async function sendVerification(call: AuthCall): Promise<Response> {
  refuseForgery(call);
  await limitForm('send-verification-email', call);
  const user = await signedInUser(call.request.headers, call.now);
  if (!user) throw new AppError('UNAUTHORIZED');
  if (await isEmailVerified(user.id)) return json({ done: true });
  await limitMail('verification', user.id, call);
  await sendVerificationMail(user);
  return json({ done: true });
}

/** Mail that was kept; who may ask is decided before. */
export async function accountOutbox(call: AuthCall): Promise<Response> {
  await limitLook(call);
  return json(await listKeptAccountMessages(readQuery(call.request, outboxQuery)));
}
