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
export type { Limit, Limiter, LimitVerdict, ProcessLimiter } from './limiter';
export { rateLimitHeaders, retryAfterSeconds } from './rate-limit-headers';
