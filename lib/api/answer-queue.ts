import { AppError, ERROR_TABLE, toAppError } from '@/lib/platform/errors';
import { errorResponse } from '@/lib/platform/http/error-response';
import { observeRequest } from '@/lib/platform/http/observe-request';
import { log } from '@/lib/platform/log';
import { readPayload } from '@/lib/platform/queue/payload';
import { verifiedDelivery } from '@/lib/platform/queue/receive';
import { requestIdOf } from '@/lib/platform/request-id';
import { inWork, noteRequest } from '@/lib/platform/work-context';
import { isFirstCall } from '@/lib/tenancy';
import { queueWork } from './queue-work';

/** Takes a message that the queue delivers, each delivery once, and does what its kind asks for. */
export function answerQueue(request: Request, kind: string): Promise<Response> {
  const requestId = requestIdOf(request.headers.get('upstash-message-id'));
  return observeRequest(request, requestId, async () => {
    noteRequest({ route: '/api/queue/{kind}' });
    try {
      const work = queueWork(kind);
      if (!work) throw new AppError('NOT_FOUND');
      const text = await takenOnce(request, kind);
      return await inWork({ worker: `queue/${kind}` }, () => answer(text, work, requestId));
    } catch (thrown) {
      return errorResponse(toAppError(thrown), requestId);
    }
  });
}

/** The body of a delivery that is signed and new. @throws AppError UNAUTHORIZED, and UNAVAILABLE when nobody can say */
async function takenOnce(request: Request, kind: string): Promise<string> {
  const { id, text } = await verifiedDelivery(request, kind, new Date());
  if (await isFirstCall('qstash', [id])) return text;
  log.warn({ kind }, 'a delivery of the queue came a second time');
  throw new AppError('UNAUTHORIZED');
}

type Work = NonNullable<ReturnType<typeof queueWork>>;

/** What the queue is answered says whether it is to ask again. */
async function answer(text: string, work: Work, requestId: string): Promise<Response> {
  try {
    const { orgId, data } = readPayload(text);
    await inWork(orgId ? { orgId } : {}, () => work(orgId, data));
    return Response.json({ done: true }, { headers: { 'x-request-id': requestId, 'cache-control': 'no-store' } });
  } catch (thrown) {
    const error = toAppError(thrown);
    log.warn({ err: error.cause ?? error, code: error.code }, 'a message of the queue was not done');
    const refused = errorResponse(error, requestId);
    return ERROR_TABLE[error.code].retry ? refused : notAgain(refused);
  }
}

/** In QStash's words: another attempt would fail as well. */
function notAgain({ body, headers }: Response): Response {
  const said = new Headers(headers);
  said.set('upstash-nonretryable-error', 'true');
  return new Response(body, { status: 489, headers: said });
}
