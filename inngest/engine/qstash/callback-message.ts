import type { Answer } from './call-destination';
import type { Callback, Message, NewMessage } from './message';

/**
 * The message that tells a callback of an attempt, in the documented form. Where nobody answered, the status is 0 and
 * the body says why.
 * @param isLast whether no attempt follows: then it can be found among the failed by `dlqId`
 */
export function callbackMessage(
  callback: Callback,
  source: Message,
  answer: Answer,
  { isLast, nowMs }: { isLast: boolean; nowMs: number },
): NewMessage {
  const isAnswered = answer.kind === 'answered';
  const body = {
    status: isAnswered ? answer.status : 0,
    header: Object.fromEntries(
      Object.entries(isAnswered ? answer.headers : {}).map(([name, value]) => [name, [value]]),
    ),
    body: (isAnswered ? answer.body : Buffer.from(answer.reason)).toString('base64'),
    retried: source.retried,
    maxRetries: source.retries,
    ...(isLast ? { dlqId: source.id } : {}),
    sourceMessageId: source.id,
    url: source.url,
    method: source.method,
    sourceHeader: source.headers,
    sourceBody: source.body.toString('base64'),
    notBefore: String(source.notBeforeMs),
    createdAt: String(source.createdAt.getTime()),
  };
  const { url, method, headers, retries, timeoutMs, delayMs } = callback;
  return {
    url,
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
    retries,
    timeoutMs,
    notBeforeMs: nowMs + delayMs,
    callback: null,
    failureCallback: null,
    label: source.label,
    dedupKey: null,
    orgId: source.orgId,
  };
}
