import { AppError } from '@/lib/platform/errors';
import { auth } from '../auth';
import { endSession } from '../caller-queries';
import { sessionTokenOf } from '../credential';
import { mayBeForged, senderOf } from '../origins';
import { signedInUser } from '../page-session';
import { lastingCookies } from '../session-cookie';
import { type AuthCall, answer, json } from './answer';
import { changePasswordForm, readForm, signInForm, signUpForm } from './forms';
import { limitForm, limitLook } from './limit';

interface AuthRoute {
  method: 'GET' | 'POST';
  run: (call: AuthCall) => Promise<Response>;
}

/** What of the auth library can be reached from outside. It has more; what is not here does not exist. */
const ROUTES: Record<string, AuthRoute> = {
  'sign-up/email': { method: 'POST', run: signUp },
  'sign-in/email': { method: 'POST', run: signIn },
  'sign-out': { method: 'POST', run: signOut },
  'change-password': { method: 'POST', run: changePassword },
  'get-session': { method: 'GET', run: getSession },
  jwks: { method: 'GET', run: getKeys },
};

/** Answers `/api/auth/<path>`. */
export function answerAuth(request: Request, path: string): Promise<Response> {
  return answer(request, async (call) => {
    const route = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
    if (!route) throw new AppError('NOT_FOUND', { message: 'There is nothing at this address.' });
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 });
    if (request.method !== route.method) throw new AppError('METHOD_NOT_ALLOWED');
    return route.run(call);
  });
}

async function signUp(call: AuthCall): Promise<Response> {
  refuseForeignPage(call);
  limitForm('sign-up', call);
  const body = await readForm(call.request, signUpForm);
  const { headers, response } = await auth().api.signUpEmail({
    body,
    headers: call.request.headers,
    returnHeaders: true,
  });
  return json({ user: shown(response.user) }, lastingCookies(headers.getSetCookie()));
}

async function signIn(call: AuthCall): Promise<Response> {
  refuseForeignPage(call);
  limitForm('sign-in', call);
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
  limitForm('change-password', call);
  await requireSession(call);
  const fields = await readForm(call.request, changePasswordForm);
  const body = { ...fields, revokeOtherSessions: true };
  const { headers } = await auth().api.changePassword({ body, headers: call.request.headers, returnHeaders: true });
  return json({ done: true }, lastingCookies(headers.getSetCookie()));
}

/** The session without its token, which is for the cookie alone; null when nobody is signed in. */
async function getSession(call: AuthCall): Promise<Response> {
  limitLook(call);
  const { headers, response } = await auth().api.getSession({ headers: call.request.headers, returnHeaders: true });
  const cookies = lastingCookies(headers.getSetCookie());
  if (!response) return json(null, cookies);
  return json({ user: shown(response.user), session: { expiresAt: response.session.expiresAt } }, cookies);
}

/** Public keys, for whoever verifies our JWTs. */
async function getKeys(call: AuthCall): Promise<Response> {
  limitLook(call);
  const response = json(await auth().api.getJwks());
  response.headers.set('cache-control', 'public, max-age=300');
  response.headers.set('access-control-allow-origin', '*');
  return response;
}

function shown({ id, name, email }: { id: string; name: string; email: string }) {
  return { id, name, email };
}

/** Nobody is to be signed in by a page of somebody else, as somebody else. Programs without a browser name no page. */
function refuseForeignPage({ request }: AuthCall): void {
  if (senderOf(request.headers) === 'foreign') throw foreignPage();
}

function refuseForgery({ request }: AuthCall): void {
  if (request.headers.has('cookie') && mayBeForged(request.method, request.headers)) throw foreignPage();
}

/** The library takes a session it could not read for none; here it is the database's failure. */
async function requireSession({ request, now }: AuthCall): Promise<void> {
  if (!(await signedInUser(request.headers, now))) throw new AppError('UNAUTHORIZED');
}

function foreignPage(): AppError {
  return new AppError('FORBIDDEN', {
    message: 'This must be sent from a page of this site; otherwise name its Origin.',
  });
}
