import { createORPCClient } from '@orpc/client';
import type { AnyContractRouter, ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import type { contract } from '@/lib/contract';
import { apiErrorFromBody, unreachable } from './api-error';

export type ApiClient = ContractRouterClient<typeof contract>;

/** Methods and paths of the contract without its schemas, as `apiRoutes()` makes them: all that sending needs. */
export type ApiRoutes = AnyContractRouter;

/** The typed client of one organization; of the session alone where `orgSlug` is null. Every failure is an `ApiError`. */
export function createApiClient(routes: ApiRoutes, orgSlug: string | null): ApiClient {
  const link = new OpenAPILink(routes, {
    url: () => new URL('/api', window.location.origin),
    headers: () => (orgSlug === null ? {} : { 'x-organization': orgSlug }),
    fetch: fetchOrUnreachable,
    customErrorResponseBodyDecoder: (body, response) => {
      const retryAfter = response.headers['retry-after'];
      return apiErrorFromBody(body, response.status, typeof retryAfter === 'string' ? retryAfter : null);
    },
  });
  return createORPCClient(link);
}

async function fetchOrUnreachable(request: Request, init: RequestInit): Promise<Response> {
  try {
    return await fetch(request, init);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unreachable();
  }
}
