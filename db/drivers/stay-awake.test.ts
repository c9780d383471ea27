import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { backgroundDone } from '@/lib/platform/background';
import { stayAwakeUntilIdle } from './stay-awake';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a process is kept awake until the connections it used last are closed', async () => {
  const pool = new EventEmitter() as unknown as pg.Pool;
  stayAwakeUntilIdle(pool, 5_000);
  const use = () => pool.emit('release', null, {} as pg.PoolClient);
  use();
  let asleep = false;
  void backgroundDone(25_000).then(() => {
    asleep = true;
  });
  await vi.advanceTimersByTimeAsync(4_000);
  use();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asleep).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(asleep).toBe(true);
});
