import { ORPCError } from '@orpc/client';
import { ERROR_TABLE, type ErrorCode } from '@/lib/platform/errors';

/** What the server refused with, or `UNREACHABLE` when no answer came at all. */
export type ApiErrorCode = ErrorCode | 'UNREACHABLE';

interface ApiErrorFields {
  code: ApiErrorCode;
  message: string;
  /** The HTTP status; 503 stands in when there was no answer. */
  status: number;
  /** Dotted path of the refused field. */
  field?: string | undefined;
  requestId?: string | undefined;
  /** How long the server asked to wait. */
  retryAfterSeconds?: number | undefined;
}

export class ApiError extends ORPCError<ApiErrorCode, undefined> {
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor({ code, message, status, field, requestId, retryAfterSeconds }: ApiErrorFields) {
    super(code, { status, message });
    this.name = 'ApiError';
    this.field = field;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get retryable(): boolean {
    return this.code === 'UNREACHABLE' || ERROR_TABLE[this.code].retry;
  }
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof Error && error.name === 'ApiError' && 'requestId' in error;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && code in ERROR_TABLE;
}

function codeOfStatus(status: number): ErrorCode {
  for (const code of Object.keys(ERROR_TABLE)) {
    if (isErrorCode(code) && ERROR_TABLE[code].status === status) return code;
  }
  return status >= 500 ? 'INTERNAL' : 'BAD_REQUEST';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Reads the envelope `{ error: { code, message, field?, requestId } }`; any other body is told by its status alone. */
export function apiErrorFromBody(body: unknown, status: number, retryAfter: string | null | undefined): ApiError {
  const envelope = fieldsOf(fieldsOf(body).error);
  const code = isErrorCode(envelope.code) ? envelope.code : codeOfStatus(status);
  const seconds = Number(retryAfter);
  return new ApiError({
    code,
    message: text(envelope.message) ?? ERROR_TABLE[code].message,
    status,
    field: text(envelope.field),
    requestId: text(envelope.requestId),
    retryAfterSeconds: retryAfter && Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined,
  });
}

export function unreachable(): ApiError {
  return new ApiError({
    code: 'UNREACHABLE',
    message: 'The server did not answer. Check the connection.',
    status: 503,
  });
}
