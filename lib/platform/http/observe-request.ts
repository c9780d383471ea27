import { log } from '@/lib/platform/log';
import { readTraceparent, traced } from '@/lib/platform/trace';
import { inRequest, type RequestFacts, type WorkFields } from '@/lib/platform/work-context';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Answers a request as one piece of work: its log lines carry its id, and it is a span, part of the caller's trace
 * where the caller sends one. Whoever learns the route, the error's code or the organization says so by `noteRequest` and `noteWork`.
 */
export function observeRequest(
  request: Request,
  requestId: string,
  answer: () => Promise<Response>,
): Promise<Response> {
  const method = METHODS.has(request.method) ? request.method : '_OTHER';
  const fields: WorkFields = { requestId };
  const facts: RequestFacts = {};
  const beganMs = performance.now();
  return inRequest(fields, facts, () =>
    traced(
      method,
      { 'http.request.method': method, 'throughline.request.id': requestId },
      async (span) => {
        const response = await answer();
        const { status } = response;
        const { route, error } = facts;
        if (route) span.rename(`${method} ${route}`);
        span.set({
          'http.response.status_code': status,
          ...(route ? { 'http.route': route } : {}),
          ...(error ? { 'error.type': error } : {}),
          ...(fields.orgId ? { 'throughline.org.id': fields.orgId } : {}),
        });
        if (status >= 500) span.fail(error ?? 'INTERNAL');
        const durationMs = Math.round((performance.now() - beganMs) * 10) / 10;
        log.debug({ method, ...facts, status, durationMs }, 'answered');
        return response;
      },
      { kind: 'server', parent: readTraceparent(request.headers.get('traceparent')) },
    ),
  );
}
