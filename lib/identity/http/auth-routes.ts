import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { noteRequest } from '@/lib/platform/work-context';
import { sendVerificationMail } from '../account-mails';
import { showsAccountOutbox } from '../account-outbox';
import { auth } from '../auth';
import { endSession } from '../caller-queries';
import { sessionTokenOf } from '../credential';
import { signedInUser } from '../page-session';
import { lastingCookies } from '../session-cookie';
import { type AuthCall, answer, json } from './answer';
import { changePasswordForm, readForm, signInForm, signUpForm } from './forms';
import { limitForm, limitLook } from './limit';
import { accountOutbox, requestPasswordReset, resetPassword, sendVerification, verifyEmail } from './mail-routes';
import { refuseForeignPage, refuseForgery } from './origin-checks';

interface AuthRoute {
  method: 'GET' | 'POST';
  run: (call: AuthCall) => Promise<Response>;
  /** Where it is left out, it is there for everybody. */
  isThere?: (headers: Headers) => boolean;
}

/** What of the auth library can be reached from outside. It has more; what is not here does not exist. */
const ROUTES: Record<string, AuthRoute> = {
  'sign-up/email': { method: 'POST', run: signUp },
  'sign-in/email': { method: 'POST', run: signIn },
  'sign-out': { method: 'POST', run: signOut },
  'change-password': { method: 'POST', run: changePassword },
  'request-password-reset': { method: 'POST', run: requestPasswordReset },
  'reset-password': { method: 'POST', run: resetPassword },
  'verify-email': { method: 'POST', run: verifyEmail },
  'send-verification-email': { method: 'POST', run: sendVerification },
  outbox: { method: 'GET', run: accountOutbox, isThere: showsAccountOutbox },
  'get-session': { method: 'GET', run: getSession },
  jwks: { method: 'GET', run: getKeys },
};

/** Answers `/api/auth/<path>`. */
export function answerAuth(request: Request, path: string): Promise<Response> {
  return answer(request, async (call) => {
    const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
    if (!route || route.isThere?.(request.headers) === false)
      throw new AppError('NOT_FOUND', { message: 'There is nothing at this address.' });
    noteRequest({ route: `/api/auth/${path}` });
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 });
    if (request.method !== route.method) throw new AppError('METHOD_NOT_ALLOWED');
    return route.run(call);
  });
}

async function signUp(call: AuthCall): Promise<Response> {
  refuseForeignPage(call);
  await limitForm('sign-up', call);
  const body = await readForm(call.request, signUpForm);
  const { headers, response } = await auth().api.signUpEmail({
    body,
    headers: call.request.headers,
    returnHeaders: true,
  });
  // The account is made; a mail that could not be written down can be asked for again.
  await sendVerificationMail(response.user).catch((error: Error) =>
    log.warn({ userId: response.user.id, reason: error.message }, 'no verification mail was written'),
  );
  return json({ user: shown(response.user) }, lastingCookies(headers.getSetCookie()));
}

async function signIn(call: AuthCall): Promise<Response> {
  refuseForeignPage(call);
  await limitForm('sign-in', call);
  const body = await readForm(call.request, signInForm);
  const { headers, response } = await auth().api.signInEmail({
    body,
    headers: call.request.headers,
    returnHeaders: true,
  });
  return json({ user: shown(response.user) }, lastingCookies(headers.getSetCookie()));
}

async function signOut(call: AuthCall): Promise<Response> {
  refuseForgery(call);
  const token = await sessionTokenOf(call.request.headers);
  // The library would take the cookie away, and say it was done, even if the session could not be ended.
  if (token) await endSession(token);
  const { headers } = await auth().api.signOut({ headers: call.request.headers, returnHeaders: true });
  return json({ done: true }, headers.getSetCookie());
}

/** Ends every other session of the person: whoever knew the old password is out. */
async function changePassword(call: AuthCall): Promise<Response> {
  refuseForgery(call);
  await limitForm('change-password', call);
  await requireSession(call);
  const fields = await readForm(call.request, changePasswordForm);
  const body = { ...fields, revokeOtherSessions: true };
  const { headers } = await auth().api.changePassword({ body, headers: call.request.headers, returnHeaders: true });
  return json({ done: true }, lastingCookies(headers.getSetCookie()));
}

/** The session without its token, which is for the cookie alone; null when nobody is signed in. */
async function getSession(call: AuthCall): Promise<Response> {
  await limitLook(call);
  const { headers, response } = await auth().api.getSession({ headers: call.request.headers, returnHeaders: true });
  const cookies = lastingCookies(headers.getSetCookie());
  if (!response) return json(null, cookies);
  return json({ user: shown(response.user), session: { expiresAt: response.session.expiresAt } }, cookies);
}

/** Public keys, for whoever verifies our JWTs. */
async function getKeys(call: AuthCall): Promise<Response> {
  await limitLook(call);
  const response = json(await auth().api.getJwks());
  response.headers.set('cache-control', 'public, max-age=300');
  response.headers.set('access-control-allow-origin', '*');
  return response;
}

function shown({ id, name, email }: { id: string; name: string; email: string }) {
  return { id, name, email };
}

/** The library takes a session it could not read for none; here it is the database's failure. */
async function requireSession({ request, now }: AuthCall): Promise<void> {
  if (!(await signedInUser(request.headers, now))) throw new AppError('UNAUTHORIZED');
}
