import type { IncomingMessage, ServerResponse } from 'node:http';
import { identifyCaller } from '@/lib/identity';
import { type LiveReader, openLiveStream, STREAM_HEADERS, streamOrg, streamResponse } from '@/lib/live';
import { requestAddress } from '@/lib/platform/client-address';
import { env } from '@/lib/platform/env';
import { errorEnvelope, errorHeaders, toAppError } from '@/lib/platform/errors';
import { isBehindFront } from '@/lib/platform/front';
import { errorResponse } from '@/lib/platform/http/error-response';
import { requestIdOf } from '@/lib/platform/request-id';

/** A reader that has this much waiting is too slow; it is let go and resumes from its last id. */
const MAX_WAITING_BYTES = 1_000_000;

interface Listening {
  headers: Headers;
  /** The organization that the address names. */
  orgRef: string | null;
  address: string;
  requestId: string;
}

/** @throws AppError when the caller may not listen, and what the database throws when it is away */
async function readerOf({ headers, orgRef, address, requestId }: Listening): Promise<LiveReader> {
  const authorize = async () =>
    streamOrg(
      await identifyCaller({
        method: 'GET',
        headers,
        orgRef: orgRef ?? undefined,
        address,
        requestId,
        now: () => new Date(),
      }),
    );
  const { orgId } = await authorize();
  return { orgId, lastEventId: headers.get('last-event-id'), authorize };
}

/** The live stream through a route handler, where there is no front of ours. */
export async function answerStream(request: Request): Promise<Response> {
  const requestId = requestIdOf(request.headers.get('x-request-id'));
  try {
    const address = requestAddress(request.headers, {
      front: isBehindFront(),
      trustedProxy: env().TRUSTED_PROXY === '1',
    });
    const orgRef = new URL(request.url).searchParams.get('org');
    return streamResponse(await readerOf({ headers: request.headers, orgRef, address, requestId }), request.signal);
  } catch (thrown) {
    return errorResponse(toAppError(thrown), requestId);
  }
}

/** The live stream at the front, without Next between. Returns a way to end it when the server stops. */
export async function serveStream(
  request: IncomingMessage,
  response: ServerResponse,
  address: string,
): Promise<(() => void) | null> {
  const requestId = requestIdOf(header(request, 'x-request-id'));
  try {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers))
      if (value !== undefined) headers.set(name, String(value));
    const url = new URL(request.url ?? '/', 'http://front');
    const reader = await readerOf({ headers, orgRef: url.searchParams.get('org'), address, requestId });
    if (response.destroyed) return null;
    response.writeHead(200, { ...STREAM_HEADERS, 'x-request-id': requestId });
    response.flushHeaders();
    const close = await openLiveStream(reader, {
      write(text) {
        response.write(text);
        return response.writableLength < MAX_WAITING_BYTES;
      },
      end: () => response.end(),
    });
    response.on('close', close);
    if (response.destroyed) close();
    return () => {
      close();
      response.end();
    };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (response.headersSent) response.destroy();
    else
      response
        .writeHead(error.status, {
          'content-type': 'application/json',
          ...errorHeaders(error),
          'x-request-id': requestId,
          'cache-control': 'no-store',
        })
        .end(JSON.stringify(errorEnvelope(error, requestId)));
    return null;
  }
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
}
