import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { type AnyRouter, ORPCError, ValidationError } from '@orpc/server';
import { BodyLimitPlugin } from '@orpc/server/fetch';
import { AppError, errorEnvelope, errorHeaders, toAppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { noteRequest } from '@/lib/platform/work-context';
import type { CallContext } from './router';

const BODY_LIMIT_BYTES = 1_000_000;
const PREFIX = '/api';

/** Answers the typed endpoints below `/api`; null when no endpoint has that path and method. */
export function apiHandler(router: AnyRouter): (request: Request, context: CallContext) => Promise<Response | null> {
  const handler = new OpenAPIHandler<CallContext>(router as never, {
    plugins: [new BodyLimitPlugin({ maxBodySize: BODY_LIMIT_BYTES })],
    interceptors: [
      async ({ next, context }) => {
        try {
          return await next();
        } catch (thrown) {
          const error = refusalOf(thrown);
          noteRequest({ error: error.code });
          logRefusal(error);
          return {
            matched: true,
            response: {
              status: error.status,
              headers: errorHeaders(error),
              body: errorEnvelope(error, context.requestId),
            },
          };
        }
      },
    ],
    clientInterceptors: [
      ({ next, procedure }) => {
        const { path } = procedure['~orpc'].route;
        if (path) noteRequest({ route: `${PREFIX}${path}` });
        return next();
      },
    ],
  });
  return async (request, context) => {
    const result = await handler.handle(request, { prefix: PREFIX, context });
    return result.matched ? result.response : null;
  };
}

/** oRPC's own errors and everything else, as one of our table. */
function refusalOf(thrown: unknown): AppError {
  if (!(thrown instanceof ORPCError)) return decodeFailure(thrown) ?? toAppError(thrown);
  if (thrown.code === 'PAYLOAD_TOO_LARGE') return new AppError('PAYLOAD_TOO_LARGE');
  if (thrown.cause instanceof ValidationError && thrown.code === 'BAD_REQUEST') {
    const issue = thrown.cause.issues[0];
    const field = issue?.path?.map((part) => (typeof part === 'object' ? part.key : part)).join('.');
    return new AppError('VALIDATION', { ...(issue ? { message: issue.message } : {}), ...(field ? { field } : {}) });
  }
  if (thrown.code === 'BAD_REQUEST') return new AppError('BAD_REQUEST', { cause: thrown });
  return new AppError('INTERNAL', { cause: thrown.cause ?? thrown });
}

/** A body that is no JSON, or has the wrong bytes, is the caller's mistake. */
function decodeFailure(thrown: unknown): AppError | null {
  return thrown instanceof SyntaxError || (thrown instanceof TypeError && /decod|UTF-8|form|body/i.test(thrown.message))
    ? new AppError('BAD_REQUEST', { message: 'The body is not valid JSON.', cause: thrown })
    : null;
}

function logRefusal(error: AppError): void {
  if (error.code === 'INTERNAL' || error.code === 'UNAVAILABLE')
    log.error({ code: error.code, err: error.cause }, 'request failed');
}
