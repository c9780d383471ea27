import { identifyCaller, sessionCorsHeaders } from '@/lib/identity';
import { requestAddress } from '@/lib/platform/client-address';
import { env } from '@/lib/platform/env';
import { AppError, toAppError } from '@/lib/platform/errors';
import { isBehindFront } from '@/lib/platform/front';
import { errorResponse } from '@/lib/platform/http/error-response';
import { observeRequest } from '@/lib/platform/http/observe-request';
import { rateLimitHeaders } from '@/lib/platform/limits';
import { log } from '@/lib/platform/log';
import { requestIdOf } from '@/lib/platform/request-id';
import { noteWork } from '@/lib/platform/work-context';
import { limiter } from '@/lib/tenancy';
import { apiHandler } from '@/lib/tenancy/api-handler';
import { router } from './router';

const answer = apiHandler(router);

/** One request to the typed API: who calls, how often, then the endpoint. Every refusal leaves in the one envelope. */
export function answerApi(request: Request): Promise<Response> {
  const requestId = requestIdOf(request.headers.get('x-request-id'));
  return observeRequest(request, requestId, () => answerOne(request, requestId));
}

async function answerOne(request: Request, requestId: string): Promise<Response> {
  const cors = sessionCorsHeaders(request.headers);
  if (request.method === 'OPTIONS')
    return new Response(null, { status: 204, headers: { ...cors, 'x-request-id': requestId } });
  let limits: Record<string, string> = {};
  try {
    const now = () => new Date();
    const caller = await identifyCaller({
      method: request.method,
      headers: request.headers,
      orgRef: new URL(request.url).searchParams.get('org') ?? undefined,
      address: requestAddress(request.headers, { front: isBehindFront(), trustedProxy: env().TRUSTED_PROXY === '1' }),
      requestId,
      now,
    });
    if (caller.org) noteWork({ orgId: caller.org.orgId });
    const verdict = await limiter().take(caller.limit.bucket, 1, caller.limit, Date.now());
    limits = rateLimitHeaders(verdict);
    if (!verdict.allowed) throw new AppError('RATE_LIMITED', { retryAfterSeconds: verdict.retryAfterMs / 1000 });
    const response = await answer(request, {
      requestId,
      now,
      user: caller.user,
      org: caller.org,
      refusal: caller.refusal,
    });
    if (response)
      return withHeaders(response, { ...cors, ...limits, 'x-request-id': requestId, 'cache-control': 'no-store' });
    throw new AppError('NOT_FOUND', { message: 'There is no endpoint with this path and method.' });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'INTERNAL') log.error({ err: error.cause }, 'request failed');
    return errorResponse(error, requestId, { ...cors, ...limits });
  }
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
