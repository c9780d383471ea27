import { APIError } from 'better-auth/api';
import { expect, it } from 'vitest';
import { AppError } from '@/lib/platform/errors';
import { authFailure } from './auth-failure';

/** The shape of what the query builder throws: its message repeats the statement's parameters. */
function failedQuery(cause: Error): Error {
  return new Error('Failed query: insert into "accounts" … params: scrypt-hash-of-a-password', { cause });
}

it('keeps parameters of statements out of what is logged', () => {
  const away = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
  const failure = authFailure(failedQuery(away));
  expect(failure).toMatchObject({ code: 'UNAVAILABLE', cause: away });
  const wrapped = authFailure(new APIError('INTERNAL_SERVER_ERROR', { cause: failedQuery(new Error('a bug')) }));
  expect(wrapped.code).toBe('INTERNAL');
  expect(String(failure.cause) + String(wrapped.cause)).not.toContain('scrypt');
});

it('leaves our own errors as they are, and knows the library by status when not by code', () => {
  const own = new AppError('GONE');
  expect(authFailure(own)).toBe(own);
  expect(authFailure(new APIError('UNAUTHORIZED')).code).toBe('UNAUTHORIZED');
  expect(authFailure(new APIError('FORBIDDEN')).code).toBe('FORBIDDEN');
  expect(authFailure(new APIError('UNPROCESSABLE_ENTITY', { code: 'SOMETHING_NEW', message: 'inside' }))).toMatchObject(
    {
      code: 'BAD_REQUEST',
      message: 'The request could not be understood.',
    },
  );
});
