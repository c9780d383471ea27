import { QueryClient } from '@tanstack/react-query';
import { isApiError } from './api-error';

const STALE_MS = 10_000;
const MAX_RETRIES = 2;
const MAX_WAIT_MS = 8_000;

/** Only what may succeed on another try is tried again, as long after as the server asked. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        retry: (failures, error) => failures < MAX_RETRIES && isApiError(error) && error.retryable,
        retryDelay: (failures, error) => {
          const asked = isApiError(error) ? error.retryAfterSeconds : undefined;
          return Math.min(MAX_WAIT_MS, asked === undefined ? 500 * 2 ** failures : asked * 1000);
        },
      },
      mutations: { retry: false },
    },
  });
}
