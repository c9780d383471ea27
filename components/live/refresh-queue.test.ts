import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RefreshQueue } from './refresh-queue';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('RefreshQueue', () => {
  it('runs the first request at once and a burst once more', async () => {
    const refresh = vi.fn(async () => {});
    const queue = new RefreshQueue();
    for (let i = 0; i < 50; i += 1) queue.request('leads', refresh);
    expect(refresh).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(249);
    expect(refresh).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(refresh).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it('runs at most every 500 ms under a steady flow', async () => {
    const refresh = vi.fn(async () => {});
    const queue = new RefreshQueue();
    for (let i = 0; i < 200; i += 1) {
      queue.request('leads', refresh);
      await vi.advanceTimersByTimeAsync(25);
    }
    expect(refresh.mock.calls.length).toBeLessThanOrEqual(11);
    expect(refresh.mock.calls.length).toBeGreaterThanOrEqual(10);
  });

  it('waits for a slow refresh, then runs for what came meanwhile', async () => {
    let finish = () => {};
    const refresh = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const queue = new RefreshQueue();
    queue.request('leads', refresh);
    queue.request('leads', refresh);
    await vi.advanceTimersByTimeAsync(3000);
    expect(refresh).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it('keeps keys apart and survives a failing refresh', async () => {
    const failing = vi.fn(async () => {
      throw new Error('away');
    });
    const other = vi.fn(async () => {});
    const queue = new RefreshQueue();
    queue.request('a', failing);
    queue.request('b', other);
    expect(other).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(250);
    queue.request('a', failing);
    expect(failing).toHaveBeenCalledTimes(2);
  });
});
