import { type ApiError, apiErrorFromBody, unreachable } from '@/components/api/api-error';
import type { OutboxMessage } from '@/lib/mail/contract';

export interface AccountOutbox {
  items: OutboxMessage[];
  nextCursor: string | null;
}

/** Signs in by e-mail address and password; the session comes as a cookie. @throws ApiError */
export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  await post('sign-in/email', credentials);
}

/** Makes an account and signs in to it. @throws ApiError */
export async function signUp(account: { name: string; email: string; password: string }): Promise<void> {
  await post('sign-up/email', account);
}

/** @throws ApiError */
export async function signOut(): Promise<void> {
  await post('sign-out', {});
}

/** Has a link for a new password mailed. Says nothing about whether the address has an account. @throws ApiError */
export async function requestPasswordReset(email: string): Promise<void> {
  await post('request-password-reset', { email });
}

/** @throws ApiError GONE when the link was used or has run out */
export async function resetPassword(fields: { token: string; newPassword: string }): Promise<void> {
  await post('reset-password', fields);
}

/** @throws ApiError GONE when the link has run out */
export async function verifyEmail(token: string): Promise<void> {
  await post('verify-email', { token });
}

/** Has the mail that confirms the own address sent again. @throws ApiError */
export async function sendVerification(): Promise<void> {
  await post('send-verification-email', {});
}

/** Mail of accounts that this machine kept. @throws ApiError NOT_FOUND for everybody who is not at it */
export async function accountOutbox(cursor: string | undefined): Promise<AccountOutbox> {
  const response = await ask(`outbox?limit=25${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
  return (await response.json()) as AccountOutbox;
}

async function post(path: string, body: Record<string, string>): Promise<void> {
  await ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/auth/${path}`, init);
  } catch {
    throw unreachable();
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  return apiErrorFromBody(body, response.status, response.headers.get('retry-after'));
}
