export { type AccountMail, listKeptAccountMessages, sendAccountMail } from './account-outbox';
export type { Mail, MailKind, MailStatus } from './message-rows';
export { countGivenUp, deliverMail, mailStatuses, recordMail, sendMail } from './organization-outbox';
export { retryUnsent } from './retry-unsent';
