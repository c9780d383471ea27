import { after } from 'next/server';
import { backgroundDone } from '@/lib/platform/background';
import { isBehindFront } from '@/lib/platform/front';
import { wireDoor } from './wire-door';

/** A drain, mail and touched sessions are done in far less; what is not is made up for by the schedules. */
const BACKGROUND_MAX_MS = 25_000;

/**
 * A route handler whose work may outlive its answer. Where no server of ours stands before Next, the platform may stop
 * the process with the answer, and is asked to wait until all that the request has begun is done.
 */
export function outlivesAnswer<R extends Request, Rest extends unknown[]>(
  handler: (request: R, ...rest: Rest) => Response | Promise<Response>,
): (request: R, ...rest: Rest) => Response | Promise<Response> {
  return (request, ...rest) => {
    if (!isBehindFront()) {
      wireDoor();
      after(() => backgroundDone(BACKGROUND_MAX_MS));
    }
    return handler(request, ...rest);
  };
}
