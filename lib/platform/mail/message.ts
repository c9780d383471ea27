/** A mail ready to be sent: one reader, both forms of its text. */
export interface MailMessage {
  /** The bare address, without a name. */
  to: string;
  subject: string;
  text: string;
  html: string;
  headers?: Record<string, string>;
  /** `<left@right>` of RFC 5322. The same for every attempt, so that a mailbox can tell a repetition. */
  messageId: string;
}
