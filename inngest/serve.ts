import type { InngestFunction } from 'inngest';
import { serve } from 'inngest/next';
import type { NextRequest } from 'next/server';
import { env } from '@/lib/platform/env';
import { APP_ID, inngest } from './client';
import { partOfCall } from './part-of-call';
import { eachOnce, type ReadRequest } from './signed-calls';
import { triggersOf } from './triggers';

type Answer = (request: Request) => Promise<Response>;

const PATH = '/api/inngest';

/**
 * Answers the protocol for these functions. All of it is signed, also what the protocol lets strangers do: a `PUT`
 * without a signature would have the program register itself at the address that its `Host` names, and its calls, with
 * what stands in them, would be made there.
 */
export function answerProtocol(functions: InngestFunction.Any[]): Record<'GET' | 'PUT' | 'POST', Answer> {
  const { INNGEST_SIGNING_KEY, INNGEST_SIGNING_KEY_FALLBACK, INNGEST_SERVE_ORIGIN, APP_URL } = env();
  const options = { client: inngest(), functions, servePath: PATH, enableUnauthedSync: false };
  const library = serve(options);
  // Whatever `Host` says: where the program registers itself, it is under its own address.
  const registering = serve({ ...options, serveOrigin: INNGEST_SERVE_ORIGIN ?? new URL(APP_URL).origin });
  const keys = [INNGEST_SIGNING_KEY, INNGEST_SIGNING_KEY_FALLBACK].filter((key) => key !== undefined);
  const describe: Answer = (request) => library.GET(asNext(request), undefined);
  const synchronize: Answer = (request) => (isAsked(request) ? library : registering).PUT(asNext(request), undefined);
  const call = (request: ReadRequest) => library.POST(asNext(request), undefined);
  return {
    GET: describe,
    PUT: synchronize,
    POST: partOfCall(eachOnce(call, { keys, triggers: triggersOf(functions, APP_ID) })),
  };
}

/** Of Next's kind of request the library reads what every kind has: address, headers and text. */
const asNext = (request: ReadRequest) => request as NextRequest;

/** The engine asks for the functions, by an address that stands in the signed body, and nothing is sent anywhere. */
function isAsked(request: Request): boolean {
  return (
    request.headers.get('x-inngest-sync-kind') === 'in_band' && process.env.INNGEST_ALLOW_IN_BAND_SYNC === undefined
  );
}
