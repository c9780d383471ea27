import { AppError, errorEnvelope, errorHeaders } from '@/lib/platform/errors';
import { type LimitVerdict, rateLimitHeaders, retryAfterSeconds } from '@/lib/platform/limits';
import { requestIdOf } from '@/lib/platform/request-id';
import type { DoorRequest, DoorResponse } from './door-types';
import type { Refusal } from './refusal';

type Headers = Readonly<Record<string, string>>;

export interface RejectedItem {
  /** Position in the batch; 0 for a single event. */
  index: number;
  code: string;
  field: string;
  message: string;
}

const JSON_HEADERS: Headers = {
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
};
const CORS_HEADERS: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, x-request-id',
};
const JSON_CORS_HEADERS: Headers = { ...JSON_HEADERS, ...CORS_HEADERS };
const PREFLIGHT_SECONDS = 86_400;
const HEADER_NAMES = /^[\w\- ,]{1,500}$/;

/** The answer carries no secret and asks for no cookie, so any page may read it; sources choose whose events they take. */
function jsonHeaders(request: DoorRequest): Headers {
  return request.headers.origin === undefined ? JSON_HEADERS : JSON_CORS_HEADERS;
}

export function accepted(
  request: DoorRequest,
  isSegment: boolean,
  stored: number,
  duplicates: number,
  rejected: RejectedItem[],
): DoorResponse {
  const list = rejected.length === 0 ? '[]' : JSON.stringify(rejected);
  const body = `{${isSegment ? '"success":true,' : ''}"accepted":${stored},"duplicates":${duplicates},"rejected":${list}}`;
  return { status: isSegment ? 200 : 202, headers: jsonHeaders(request), body };
}

/** A key is not known before the real request, so any origin gets the permission to ask. */
export function preflight(request: DoorRequest): DoorResponse {
  const asked = request.headers['access-control-request-headers'];
  return {
    status: 204,
    headers: {
      ...CORS_HEADERS,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers':
        asked && HEADER_NAMES.test(asked) ? asked : 'authorization, content-type, content-encoding, x-api-key',
      'access-control-max-age': String(PREFLIGHT_SECONDS),
      vary: 'access-control-request-headers',
    },
    body: '',
  };
}

export function failed(request: DoorRequest, error: AppError, extra: Headers = {}): DoorResponse {
  const requestId = requestIdOf(request.headers['x-request-id']);
  return {
    status: error.status,
    headers: { ...jsonHeaders(request), ...errorHeaders(error), ...extra, 'x-request-id': requestId },
    body: JSON.stringify(errorEnvelope(error, requestId)),
  };
}

export function limited(request: DoorRequest, verdict: LimitVerdict): DoorResponse {
  const error = new AppError('RATE_LIMITED', { retryAfterSeconds: retryAfterSeconds(verdict) });
  return failed(request, error, rateLimitHeaders(verdict));
}

export function refusalError(refusal: Refusal): AppError {
  return new AppError(refusal.code, { field: refusal.field, message: refusal.message });
}

export function rejectedItem(index: number, refusal: Refusal): RejectedItem {
  return { index, code: refusal.code, field: refusal.field, message: refusal.message };
}
