import type pg from 'pg';
import { inBackground } from '@/lib/platform/background';

/** A little longer than the pool takes to close what is idle. */
const GRACE_MS = 100;

/**
 * For platforms that freeze a process between requests: a connection that is open meanwhile breaks unseen, and the next
 * request would stumble over it. Each use of the pool keeps the process awake until what is idle again was closed.
 */
export function stayAwakeUntilIdle(pool: pg.Pool, idleTimeoutMs: number): void {
  let rest: { timer: NodeJS.Timeout; wake: () => void } | null = null;
  pool.on('release', () => {
    if (rest) {
      clearTimeout(rest.timer);
      rest.wake();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    rest = { timer: setTimeout(resolve, idleTimeoutMs + GRACE_MS), wake: resolve };
    inBackground(promise);
  });
}
