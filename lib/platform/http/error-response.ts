import { type AppError, errorEnvelope, errorHeaders } from '@/lib/platform/errors';
import { noteRequest } from '@/lib/platform/work-context';

/** A refusal in the one envelope, as a Response; no cache may keep it. */
export function errorResponse(error: AppError, requestId: string, headers: Record<string, string> = {}): Response {
  noteRequest({ error: error.code });
  return Response.json(errorEnvelope(error, requestId), {
    status: error.status,
    headers: { ...headers, ...errorHeaders(error), 'x-request-id': requestId, 'cache-control': 'no-store' },
  });
}
