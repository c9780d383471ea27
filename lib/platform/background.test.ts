import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backgroundDone, inBackground } from './background';

describe('work that goes on after the answer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const lasting = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  /** Whether it is done at each of these moments, in milliseconds from now. */
  async function doneAt(atMostMs: number, moments: number[]): Promise<boolean[]> {
    let done = false;
    void backgroundDone(atMostMs).then(() => {
      done = true;
    });
    const seen: boolean[] = [];
    let nowMs = 0;
    for (const moment of moments) {
      await vi.advanceTimersByTimeAsync(moment - nowMs);
      nowMs = moment;
      seen.push(done);
    }
    return seen;
  }

  it('is waited for, with what it begins in its turn', async () => {
    inBackground(lasting(100).then(() => inBackground(lasting(100))));
    expect(await doneAt(10_000, [99, 199, 201])).toEqual([false, false, true]);
  });

  it('that fails is waited for too, and its failure is nobody else’s', async () => {
    inBackground(lasting(100).then(() => Promise.reject(new Error('by itself'))));
    inBackground(lasting(200));
    expect(await doneAt(10_000, [150, 201])).toEqual([false, true]);
  });

  it('that never ends is waited for no longer than is allowed', async () => {
    let end = () => {};
    inBackground(
      new Promise<void>((resolve) => {
        end = resolve;
      }),
    );
    expect(await doneAt(1_000, [999, 1_001])).toEqual([false, true]);
    end();
  });

  it('that there is none of keeps nobody waiting', async () => {
    expect(await doneAt(1_000, [0])).toEqual([true]);
  });
});
