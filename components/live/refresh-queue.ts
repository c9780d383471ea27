interface Slot {
  again: boolean;
}

const FIRST_INTERVAL_MS = 250;
const BUSY_INTERVAL_MS = 500;

/**
 * Runs a refresh at once and then, while requests keep coming, again at most every 250 ms (500 ms under a steady flow)
 * and never while the one before is under way. The last request is always followed by a run that began after it.
 */
export class RefreshQueue {
  readonly #slots = new Map<string, Slot>();
  readonly #wait: (ms: number) => Promise<void>;

  constructor(wait: (ms: number) => Promise<void> = waitMs) {
    this.#wait = wait;
  }

  request(key: string, refresh: () => Promise<unknown>): void {
    const slot = this.#slots.get(key);
    if (slot) {
      slot.again = true;
      return;
    }
    void this.#run(key, refresh);
  }

  async #run(key: string, refresh: () => Promise<unknown>): Promise<void> {
    const slot: Slot = { again: true };
    this.#slots.set(key, slot);
    for (let intervalMs = FIRST_INTERVAL_MS; slot.again; intervalMs = BUSY_INTERVAL_MS) {
      slot.again = false;
      await Promise.allSettled([refresh(), this.#wait(intervalMs)]);
    }
    this.#slots.delete(key);
  }
}

function waitMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
