import { answerApi } from '@/lib/api/answer-api';
import { outlivesAnswer } from '@/lib/api/outlive-answer';
import { doorRoute } from '@/lib/tracking/http';

export const dynamic = 'force-dynamic';

const door = outlivesAnswer(doorRoute);
const api = outlivesAnswer(answerApi);

/** Reading events is the typed API's, and so is the question whether a page may. */
export function OPTIONS(request: Request): Response | Promise<Response> {
  return request.headers.get('access-control-request-method') === 'POST' ? door(request) : api(request);
}

export { api as DELETE, api as GET, api as PATCH, api as PUT, door as POST };
