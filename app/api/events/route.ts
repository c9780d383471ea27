import { answerApi } from '@/lib/api/answer-api';
import { doorRoute } from '@/lib/tracking/http';

export const dynamic = 'force-dynamic';

/** Reading events is the typed API's, and so is the question whether a page may. */
export function OPTIONS(request: Request): Promise<Response> {
  return request.headers.get('access-control-request-method') === 'POST' ? doorRoute(request) : answerApi(request);
}

export { answerApi as DELETE, answerApi as GET, answerApi as PATCH, answerApi as PUT, doorRoute as POST };
