export { type AccountMail, listKeptAccountMessages, sendAccountMail } from './account-outbox';
export { RETRY_MAIL } from './ask-again';
export type { Mail, MailKind, MailStatus } from './message-rows';
export { countGivenUp, deliverMail, mailStatuses, recordMail, sendMail } from './organization-outbox';
export { retryMessage } from './retry-message';
export { retryUnsent } from './retry-unsent';
