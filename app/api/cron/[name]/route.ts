import { isScheduleName, runSchedule } from '@/inngest';
import { outlivesAnswer } from '@/lib/api/outlive-answer';
import { constantTimeEqual } from '@/lib/platform/crypto';
import { env } from '@/lib/platform/env';
import { AppError, toAppError } from '@/lib/platform/errors';
import { errorResponse } from '@/lib/platform/http/error-response';
import { observeRequest } from '@/lib/platform/http/observe-request';
import { requestIdOf } from '@/lib/platform/request-id';
import { noteRequest } from '@/lib/platform/work-context';

export const dynamic = 'force-dynamic';

/** Asks for scheduled work by its name, as a platform's clock does: `Authorization: Bearer CRON_SECRET`. */
export const GET = outlivesAnswer((request: Request, { params }: { params: Promise<{ name: string }> }) => {
  const requestId = requestIdOf(request.headers.get('x-request-id'));
  return observeRequest(request, requestId, () => answer(request, requestId, params));
});

async function answer(request: Request, requestId: string, params: Promise<{ name: string }>): Promise<Response> {
  noteRequest({ route: '/api/cron/{name}' });
  try {
    if (!isSecret(request.headers.get('authorization'))) throw new AppError('UNAUTHORIZED');
    const { name } = await params;
    if (!isScheduleName(name)) throw new AppError('NOT_FOUND');
    await runSchedule(name, new Date()).catch((cause: unknown) => {
      throw new AppError('UNAVAILABLE', { cause, retryAfterSeconds: 5 });
    });
    return Response.json({ asked: name }, { status: 202, headers: { 'x-request-id': requestId } });
  } catch (thrown) {
    return errorResponse(toAppError(thrown), requestId);
  }
}

function isSecret(authorization: string | null): boolean {
  const { CRON_SECRET } = env();
  if (!CRON_SECRET || !authorization) return false;
  return constantTimeEqual(Buffer.from(authorization), Buffer.from(`Bearer ${CRON_SECRET}`));
}
