import { z } from 'zod';
import { outboxMessageSchema } from '@/lib/mail/contract';
import { doneSchema, endpoint, momentSchema, pageInput, pageOf, uuidSchema } from '@/lib/tenancy/endpoint';
import { PASSWORD_MAX, PASSWORD_MIN } from './contract';

const user = z.object({ id: uuidSchema, name: z.string(), email: z.string() });
const newPassword = z.string().min(PASSWORD_MIN).max(PASSWORD_MAX);
/** As it stands in the link of a mail. */
const mailToken = z.string().min(1).max(1000);
const token = z.object({
  /** A JWT for 15 minutes, verifiable by /auth/jwks. */ token: z.string(),
  expiresAt: momentSchema,
});
const plain = (access: 'public' | 'session') => endpoint(access, { plain: true });

/** Signing up, in and out. Answered by handlers around the auth library; declared here for the reference and the matrix. */
export const authContract = {
  signUp: plain('public')
    .route({ method: 'POST', path: '/auth/sign-up/email', tags: ['auth'], summary: 'Make an account and sign in' })
    .input(z.object({ name: z.string().min(1).max(100), email: z.email(), password: newPassword }))
    .output(z.object({ user })),
  signIn: plain('public')
    .route({
      method: 'POST',
      path: '/auth/sign-in/email',
      tags: ['auth'],
      summary: 'Sign in; the answer sets the session cookie',
    })
    .input(z.object({ email: z.email(), password: z.string().min(1).max(PASSWORD_MAX) }))
    .output(z.object({ user })),
  signOut: plain('public')
    .route({ method: 'POST', path: '/auth/sign-out', tags: ['auth'], summary: 'End the session' })
    .output(doneSchema),
  changePassword: plain('session')
    .route({
      method: 'POST',
      path: '/auth/change-password',
      tags: ['auth'],
      summary: 'Change the password; all other sessions end',
    })
    .input(z.object({ currentPassword: z.string().min(1), newPassword }))
    .output(doneSchema),
  requestPasswordReset: plain('public')
    .route({
      method: 'POST',
      path: '/auth/request-password-reset',
      tags: ['auth'],
      summary: 'Have a link for a new password mailed; answered alike whether the address has an account or not',
    })
    .input(z.object({ email: z.email().max(254) }))
    .output(doneSchema),
  resetPassword: plain('public')
    .route({
      method: 'POST',
      path: '/auth/reset-password',
      tags: ['auth'],
      summary: 'Choose a new password with the token of a mail; all sessions end',
    })
    .input(z.object({ token: mailToken, newPassword }))
    .output(doneSchema),
  verifyEmail: plain('public')
    .route({
      method: 'POST',
      path: '/auth/verify-email',
      tags: ['auth'],
      summary: 'Confirm an e-mail address with the token of a mail',
    })
    .input(z.object({ token: mailToken }))
    .output(doneSchema),
  sendVerification: plain('session')
    .route({
      method: 'POST',
      path: '/auth/send-verification-email',
      tags: ['auth'],
      summary: 'Have the mail that confirms your address sent again; nothing is sent when it is confirmed',
    })
    .output(doneSchema),
  accountOutbox: plain('public')
    .route({
      method: 'GET',
      path: '/auth/outbox',
      tags: ['auth'],
      summary: 'Mail of accounts that was kept; there only on the machine itself, while it has no sender',
    })
    .input(z.object(pageInput))
    .output(pageOf(outboxMessageSchema)),
  getSession: plain('public')
    .route({ method: 'GET', path: '/auth/get-session', tags: ['auth'], summary: 'The session of the cookie, or null' })
    .output(z.object({ user, session: z.object({ expiresAt: momentSchema }) }).nullable()),
  jwks: plain('public')
    .route({ method: 'GET', path: '/auth/jwks', tags: ['auth'], summary: 'Public keys that verify our JWTs' })
    .output(z.object({ keys: z.array(z.record(z.string(), z.unknown())) })),
  getToken: plain('session')
    .route({
      method: 'GET',
      path: '/auth/token',
      tags: ['auth'],
      summary: 'A 15-minute JWT; X-Organization binds it to one organization',
    })
    .output(token),
  makeToken: plain('session')
    .route({
      method: 'POST',
      path: '/auth/token',
      tags: ['auth'],
      summary: 'A 15-minute JWT; X-Organization binds it to one organization',
    })
    .output(token),
};
