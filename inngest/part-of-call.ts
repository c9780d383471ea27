import { readTraceparent } from '@/lib/platform/trace';
import { inTrace } from '@/lib/platform/work-context';

/** The same handler; what it does is part of the trace that the call says it is. */
export function partOfCall<R extends Request, Rest extends unknown[], T>(
  handler: (request: R, ...rest: Rest) => T,
): (request: R, ...rest: Rest) => T {
  return (request, ...rest) =>
    inTrace(readTraceparent(request.headers.get('traceparent')), () => handler(request, ...rest));
}
