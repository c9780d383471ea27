import { requestAddress } from '@/lib/platform/client-address';
import { env } from '@/lib/platform/env';
import type { AppError } from '@/lib/platform/errors';
import { isBehindFront } from '@/lib/platform/front';
import { errorResponse } from '@/lib/platform/http/error-response';
import { observeRequest } from '@/lib/platform/http/observe-request';
import { log } from '@/lib/platform/log';
import { requestIdOf } from '@/lib/platform/request-id';
import { sessionCorsHeaders } from '../origins';
import { authFailure } from './auth-failure';

/** One request to a route of the auth library, as it arrived. */
export interface AuthCall {
  request: Request;
  requestId: string;
  /** What limits count against. */
  address: string;
  now: Date;
  /** `RateLimit-*` of the bucket the call was counted in, once it was. */
  limits: Record<string, string>;
}

/** Answers with what `work` makes, or with the envelope of what it throws. Nothing of it may be kept by a cache. */
export function answer(request: Request, work: (call: AuthCall) => Promise<Response>): Promise<Response> {
  const requestId = requestIdOf(request.headers.get('x-request-id'));
  return observeRequest(request, requestId, () => answerOne(request, requestId, work));
}

async function answerOne(
  request: Request,
  requestId: string,
  work: (call: AuthCall) => Promise<Response>,
): Promise<Response> {
  const call: AuthCall = { request, requestId, address: addressOf(request), now: new Date(), limits: {} };
  const response = await work(call).catch((thrown) => refusal(authFailure(thrown), requestId));
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  const headers = { 'x-request-id': requestId, ...call.limits, ...sessionCorsHeaders(request.headers) };
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** @param cookies whole `Set-Cookie` lines */
export function json(body: unknown, cookies: string[] = []): Response {
  const response = Response.json(body);
  for (const line of cookies) response.headers.append('set-cookie', line);
  return response;
}

function refusal(error: AppError, requestId: string): Response {
  if (error.status >= 500) log.error({ code: error.code, err: error.cause }, 'request failed');
  return errorResponse(error, requestId);
}

function addressOf({ headers }: Request): string {
  return requestAddress(headers, { front: isBehindFront(), trustedProxy: env().TRUSTED_PROXY === '1' });
}
