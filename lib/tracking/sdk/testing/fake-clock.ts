interface Timer {
  id: number;
  dueMs: number;
  callback: () => void;
}

/** Time that stands still until a test moves it, with the timers that wait for it. */
export class FakeClock {
  nowMs = Date.UTC(2025, 0, 15, 9, 0, 0);
  private timers: Timer[] = [];
  private lastId = 0;

  setTimeout(callback: () => void, delayMs: number): number {
    this.lastId++;
    this.timers.push({ id: this.lastId, dueMs: this.nowMs + delayMs, callback });
    return this.lastId;
  }

  clearTimeout(id: number | undefined): void {
    this.timers = this.timers.filter((timer) => timer.id !== id);
  }

  get pendingTimers(): number {
    return this.timers.length;
  }

  /** Moves time on, running what falls due in order and letting promises settle after each. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.nowMs + durationMs;
    await promisesSettled();
    for (let next = this.nextUntil(endMs); next; next = this.nextUntil(endMs)) {
      this.clearTimeout(next.id);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.callback();
      await promisesSettled();
    }
    this.nowMs = endMs;
  }

  private nextUntil(endMs: number): Timer | undefined {
    return this.timers.filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs || a.id - b.id)[0];
  }
}

function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
