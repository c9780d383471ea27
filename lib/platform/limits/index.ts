import { processState } from '../process-state';
import { inProcessLimiter } from './in-process';
import type { Limiter } from './limiter';

export {
  accountMailBucket,
  anonymousBucket,
  apiKeyBucket,
  ingestBucket,
  invitationMailBucket,
  refusedEventsBucket,
  refusedKeyBucket,
  sessionBucket,
} from './limit-keys';
export type { Limit, Limiter, LimitVerdict } from './limiter';
export { rateLimitHeaders, retryAfterSeconds } from './rate-limit-headers';

/** The limiter of this process, shared by the front and by Next's bundle. */
export function limiter(): Limiter {
  return processState('limiter', () => inProcessLimiter());
}
