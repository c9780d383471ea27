import { AppError } from '@/lib/platform/errors';
import { issueAccessToken } from '../access-token';
import { credentialOf } from '../credential';
import { identifyCaller } from '../identify-caller';
import { answer, json } from './answer';
import { take } from './limit';

/**
 * Answers `/api/auth/token`: a JWT of 15 minutes for the session of the cookie, bound to the organization that the
 * header `X-Organization` names, if it names one. Only a session can ask: a token that made tokens would never end.
 */
export function answerToken(request: Request): Promise<Response> {
  return answer(request, async (call) => {
    const { requestId, address, now } = call;
    const { method, headers } = request;
    if (method === 'OPTIONS') return new Response(null, { status: 204 });
    if ((await credentialOf(headers)).kind !== 'session') throw new AppError('UNAUTHORIZED');
    const caller = await identifyCaller({ method, headers, address, requestId, now: () => now });
    if (!caller.user) throw caller.refusal ?? new AppError('UNAUTHORIZED');
    await take(call, caller.limit.bucket, caller.limit);
    const orgId = headers.get('x-organization') ? caller.org?.orgId : null;
    if (orgId === undefined) throw caller.refusal ?? new AppError('NOT_FOUND');
    const { token, expiresAt } = await issueAccessToken({ userId: caller.user.id, orgId }, now);
    return json({ token, expiresAt: expiresAt.toISOString() });
  });
}
