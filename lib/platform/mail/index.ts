export type { MailMessage } from './message';
export { type MailContent, renderMail } from './render';
export { type MailSender, mailSender } from './sender';
export { mayBeTriedAgain, verifySmtp } from './smtp-sender';
