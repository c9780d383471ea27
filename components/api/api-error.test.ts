import { describe, expect, it } from 'vitest';
import { apiErrorFromBody, isApiError, unreachable } from './api-error';

describe('apiErrorFromBody', () => {
  it('reads the envelope', () => {
    const error = apiErrorFromBody(
      { error: { code: 'VALIDATION', message: 'Too long.', field: 'name', requestId: 'r-1' } },
      400,
      null,
    );
    expect(error).toMatchObject({
      code: 'VALIDATION',
      message: 'Too long.',
      field: 'name',
      requestId: 'r-1',
      status: 400,
    });
    expect(error.retryable).toBe(false);
  });

  it('keeps how long to wait', () => {
    const error = apiErrorFromBody(
      { error: { code: 'RATE_LIMITED', message: 'Slow down.', requestId: 'r' } },
      429,
      '12',
    );
    expect(error).toMatchObject({ retryAfterSeconds: 12, retryable: true });
  });

  it.each([
    [502, '<html>Bad gateway</html>', 'INTERNAL', true],
    [503, undefined, 'UNAVAILABLE', true],
    [401, null, 'UNAUTHORIZED', false],
    [418, {}, 'BAD_REQUEST', false],
    [404, { error: { code: 'NOT_A_CODE' } }, 'NOT_FOUND', false],
  ])('tells a foreign body by its status %i', (status, body, code, retryable) => {
    expect(apiErrorFromBody(body, status, undefined)).toMatchObject({ code, retryable, status });
  });
});

describe('isApiError', () => {
  it('knows its own and nothing else', () => {
    expect([
      isApiError(unreachable()),
      isApiError(new Error('x')),
      isApiError({ name: 'ApiError', requestId: 'r' }),
    ]).toEqual([true, false, false]);
  });

  it('calls an absent server retryable', () => {
    expect(unreachable().retryable).toBe(true);
  });
});
