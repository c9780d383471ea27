import { AppError } from '@/lib/platform/errors';
import type { OrgContext } from '@/lib/tenancy';
import { requirePermission } from '@/lib/tenancy';
import { type LiveReader, openLiveStream } from './stream';

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  connection: 'keep-alive',
  'x-accel-buffering': 'no',
};

interface StreamCaller {
  org: OrgContext | null;
  refusal: AppError | null;
}

/** @throws AppError UNAUTHORIZED, NOT_FOUND, FORBIDDEN */
export function streamOrg({ org, refusal }: StreamCaller): OrgContext {
  if (!org) throw refusal ?? new AppError('UNAUTHORIZED');
  requirePermission(org, 'dashboard:read');
  return org;
}

/** A reader that leaves this many pieces unread is too slow; it is let go and resumes from its last id. */
const MAX_WAITING_CHUNKS = 1_000;

/** The stream for a platform that answers with a Response. */
export function streamResponse(reader: LiveReader, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let close = () => {};
  let closed = false;
  const finish = () => {
    closed = true;
    close();
  };
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      signal.addEventListener('abort', finish, { once: true });
      close = await openLiveStream(reader, {
        write(text) {
          if (closed) return false;
          controller.enqueue(encoder.encode(text));
          return (controller.desiredSize ?? 0) > -MAX_WAITING_CHUNKS;
        },
        end() {
          if (!closed) controller.close();
          closed = true;
        },
      });
      // Whoever hung up while the stream was being opened.
      if (closed) close();
    },
    cancel: finish,
  });
  return new Response(body, { headers: STREAM_HEADERS });
}
