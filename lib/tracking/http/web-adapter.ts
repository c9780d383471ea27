import { limitAddress } from '@/lib/platform/client-address';
import { AppError } from '@/lib/platform/errors';
import { failed } from './answers';
import type { Door } from './door';
import type { DoorRequest, DoorResponse } from './door-types';
import { BODY_BYTES_MAX } from './event-sizes';

interface WebDoorOptions {
  door: Door;
  trustedProxy: boolean;
}

/** The door for servers that speak Request and Response. */
export function createDoorRoute({ door, trustedProxy }: WebDoorOptions) {
  return async (web: Request): Promise<Response> => {
    const { pathname, search } = new URL(web.url);
    const headers = Object.fromEntries(web.headers);
    const body = await readBody(web);
    const forwardedFor = headers['x-forwarded-for'];
    const request: DoorRequest = {
      method: web.method,
      url: pathname + search,
      headers,
      body: body ?? Buffer.alloc(0),
      address: limitAddress(undefined, forwardedFor, trustedProxy),
      ip: trustedProxy ? forwardedFor?.split(',').at(-1)?.trim() : undefined,
      receivedAtMs: Date.now(),
    };
    if (body === undefined) return toResponse(failed(request, new AppError('PAYLOAD_TOO_LARGE')));
    return toResponse((await door(request)) ?? failed(request, new AppError('NOT_FOUND')));
  };
}

/** Undefined when the body is too large; the rest of it is not read. */
async function readBody(web: Request): Promise<Buffer | undefined> {
  if (Number(web.headers.get('content-length')) > BODY_BYTES_MAX) return undefined;
  if (web.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of web.body) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function toResponse(answer: DoorResponse): Response {
  return new Response(answer.status === 204 ? null : answer.body, { status: answer.status, headers: answer.headers });
}
