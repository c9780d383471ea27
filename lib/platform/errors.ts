/**
 * The one error table. Every refusal that leaves the program, by REST, page or job, is one of these codes;
 * the status and whether trying again can help are read from here and decided nowhere else.
 */
export const ERROR_TABLE = {
  BAD_REQUEST: { status: 400, retry: false, message: 'The request could not be understood.' },
  VALIDATION: { status: 400, retry: false, message: 'A field has a value that is not accepted.' },
  UNAUTHORIZED: { status: 401, retry: false, message: 'Sign in, or send a valid key.' },
  FORBIDDEN: { status: 403, retry: false, message: 'Your role or key does not allow this.' },
  NOT_FOUND: { status: 404, retry: false, message: 'There is nothing here with that id.' },
  METHOD_NOT_ALLOWED: { status: 405, retry: false, message: 'This path does not answer that method.' },
  CONFLICT: { status: 409, retry: false, message: 'Something with the same identity already exists.' },
  GONE: { status: 410, retry: false, message: 'This is no longer available.' },
  PAYLOAD_TOO_LARGE: { status: 413, retry: false, message: 'The request body is too large.' },
  RATE_LIMITED: { status: 429, retry: true, message: 'Too many requests; wait and try again.' },
  INTERNAL: { status: 500, retry: true, message: 'Something went wrong on our side.' },
  UNAVAILABLE: { status: 503, retry: true, message: 'The database cannot be reached; try again shortly.' },
} as const;

export type ErrorCode = keyof typeof ERROR_TABLE;

export interface ErrorEnvelope {
  error: { code: ErrorCode; message: string; field?: string; requestId: string };
}

interface AppErrorOptions {
  message?: string;
  /** Dotted path of the refused field, e.g. `properties.amount` or `events[3].timestamp`. */
  field?: string;
  /** Goes to the log, never to the caller. */
  cause?: unknown;
  retryAfterSeconds?: number;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? ERROR_TABLE[code].message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.field = options.field;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_TABLE[this.code].status;
  }
}

/** The server's bundle and Next's hold two copies of the class, so it is told by its fields. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && error.name === 'AppError' && 'code' in error && String(error.code) in ERROR_TABLE;
}

/** SQLSTATE classes and socket errors that mean "the database is away", not "the statement is wrong". */
const AWAY = /^(08|57P0[1-5]|53300|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/;

function databaseCode(error: unknown): string | undefined {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current.cause;
  }
  return undefined;
}

export function isDatabaseAway(error: unknown): boolean {
  const code = databaseCode(error);
  if (code !== undefined && AWAY.test(code)) return true;
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed/.test(
      error.message + (error.cause instanceof Error ? error.cause.message : ''),
    )
  );
}

/** Turns anything thrown into one of the table's errors. Unknown causes become INTERNAL and say nothing. */
export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  const code = databaseCode(error);
  if (code === '23505') return new AppError('CONFLICT', { cause: error });
  if (
    code === '22P02' ||
    code === '22P05' ||
    code === '22021' ||
    code === '22003' ||
    code === '22007' ||
    code === '22008'
  )
    return new AppError('VALIDATION', { cause: error });
  if (isDatabaseAway(error)) return new AppError('UNAVAILABLE', { cause: error, retryAfterSeconds: 2 });
  return new AppError('INTERNAL', { cause: error });
}

export function errorEnvelope(error: AppError, requestId: string): ErrorEnvelope {
  return {
    error: { code: error.code, message: error.message, ...(error.field ? { field: error.field } : {}), requestId },
  };
}

export function errorHeaders(error: AppError): Record<string, string> {
  const seconds =
    error.retryAfterSeconds ?? (ERROR_TABLE[error.code].retry && error.code !== 'INTERNAL' ? 1 : undefined);
  return seconds === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(seconds))) };
}
