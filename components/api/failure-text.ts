import { isApiError } from './api-error';

/** The headline over content that could not be read. */
export function failureTitle(error: unknown, what: string): string {
  if (isApiError(error)) {
    if (error.code === 'UNAUTHORIZED') return 'Your session has ended';
    if (error.code === 'FORBIDDEN') return `Your role does not show ${what}`;
    if (error.code === 'UNREACHABLE') return 'No connection to the server';
  }
  return `Could not load ${what}`;
}

/** What happened and what to do, in a sentence or two. */
export function failureText(error: unknown): string {
  if (!isApiError(error)) return 'Something went wrong in this page. Reload it and try again.';
  switch (error.code) {
    case 'UNAUTHORIZED':
      return 'Sign in again; you will come back to this page.';
    case 'RATE_LIMITED':
      return `Too many requests. Wait ${waitText(error.retryAfterSeconds)} and try again.`;
    default:
      return error.message;
  }
}

function waitText(seconds: number | undefined): string {
  if (seconds === undefined) return 'a moment';
  if (seconds < 90) return seconds === 1 ? 'a second' : `${Math.ceil(seconds)} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
