import { createTransport } from 'nodemailer';
import { AppError, isAppError } from '../errors';
import type { MailMessage } from './message';
import type { MailSender } from './sender';

/** Longest waits in milliseconds: for the connection, for the server's first word, and for each word after that. */
export interface SmtpPatience {
  connectionMs: number;
  greetingMs: number;
  silenceMs: number;
}

const PATIENCE: SmtpPatience = { connectionMs: 5_000, greetingMs: 5_000, silenceMs: 10_000 };
/** Far above any mail of ours; what is larger is a mistake. */
const SIZE_MAX_BYTES = 1_000_000;

interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…`; STARTTLS is used wherever the server offers it. */
  url: string;
  /** `address` or `Name <address>`. */
  from: string;
  patience?: SmtpPatience;
}

/** Sends by SMTP, one connection a mail: ours are few and far between. */
export function smtpSender({ url, from, patience = PATIENCE }: SmtpOptions): MailSender {
  const transport = transportOf(url, patience);
  return {
    async send(message) {
      const bytes = Buffer.byteLength(message.html) + Buffer.byteLength(message.text);
      if (bytes > SIZE_MAX_BYTES) throw new AppError('PAYLOAD_TOO_LARGE', { message: 'The mail is too large.' });
      try {
        await transport.sendMail(envelopeOf(message, from));
      } catch (cause) {
        throw new AppError('UNAVAILABLE', { message: failureOf(cause), cause, retryAfterSeconds: 3 });
      }
      return { messageId: message.messageId };
    },
  };
}

/**
 * Goes as far as signing in at the mail server, and sends nothing.
 * @throws AppError UNAVAILABLE with what the server said, or what came of it
 */
export async function verifySmtp({ url, patience = PATIENCE }: Omit<SmtpOptions, 'from'>): Promise<void> {
  try {
    await transportOf(url, patience).verify();
  } catch (cause) {
    throw new AppError('UNAVAILABLE', { message: failureOf(cause), cause });
  }
}

function transportOf(url: string, patience: SmtpPatience) {
  return createTransport({
    url,
    connectionTimeout: patience.connectionMs,
    greetingTimeout: patience.greetingMs,
    socketTimeout: patience.silenceMs,
    dnsTimeout: patience.connectionMs,
    // A mail is what we wrote, never what a file or an address holds.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function envelopeOf({ to, subject, text, html, headers, messageId }: MailMessage, from: string) {
  // As an object, the address is one reader; as text it would be read as a list.
  return { from, to: { name: '', address: to }, subject, text, html, headers: headers ?? {}, messageId };
}

interface SmtpFailure {
  code?: string;
  responseCode?: number;
  response?: string;
  syscall?: string;
  timeoutType?: string;
}

/** What the server said, or what came of it; never the address with its password. */
function failureOf(cause: unknown): string {
  const { response, code } = cause as SmtpFailure;
  if (response) return `The mail server refused: ${response.slice(0, 300)}`;
  return `The mail server could not be reached or did not answer (${code ?? 'unknown'}).`;
}

/**
 * Whether another attempt can help and cannot make a second mail: the server refused for now, or the connection never
 * came about. After a permanent refusal, or silence in the middle, when the mail may have been taken, there is no other.
 */
export function mayBeTriedAgain(error: unknown): boolean {
  if (!isAppError(error) || error.code !== 'UNAVAILABLE') return false;
  const { responseCode, code, syscall, timeoutType } = (error.cause ?? {}) as SmtpFailure;
  if (responseCode !== undefined) return responseCode < 500;
  const isBeforeMail = timeoutType !== undefined && timeoutType !== 'SOCKET_TIMEOUT';
  return isBeforeMail || syscall === 'connect' || code === 'EDNS';
}
