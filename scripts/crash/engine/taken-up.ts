import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const LOOK_EVERY_MS = 50;

/** What was under way when something was killed, and how long until somebody took it up again. */
export class TakenUp {
  private readonly waiting = new Map<string, { id: string; fence: number; kill: number; sinceMs: number }>();
  /** By the number of the kill: items that were under way, and the longest until one was taken again, in milliseconds. */
  readonly byKill: { items: number; longestMs: number }[] = [];

  constructor(private readonly client: pg.Client) {}

  /** Called when the victim is dead and not started again. */
  async note(kill: number, sinceMs: number): Promise<void> {
    const { rows } = await this.client.query<{ id: string; fence: number }>(
      'select id, fence::int as fence from engine.queue where lease_until > now()',
    );
    this.byKill[kill] = { items: rows.length, longestMs: 0 };
    for (const { id, fence } of rows) this.waiting.set(`${kill} ${id}`, { id, fence, kill, sinceMs });
  }

  /** Until nothing is waited for any more, or the signal says to stop: what is left then was never taken. */
  async watch(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      if (this.waiting.size > 0) await this.look();
      await sleep(LOOK_EVERY_MS);
    }
    if (this.waiting.size > 0) await this.look();
    for (const { kill } of this.waiting.values()) this.byKill[kill]!.longestMs = Number.POSITIVE_INFINITY;
  }

  /** Taken again: its fence has grown, or it is done. */
  private async look(): Promise<void> {
    const { rows } = await this.client.query<{ id: string; fence: number }>(
      'select id, fence::int as fence from engine.queue where id = any($1::uuid[])',
      [[...this.waiting.values()].map(({ id }) => id)],
    );
    const fences = new Map(rows.map(({ id, fence }) => [id, fence]));
    for (const [key, { id, fence, kill, sinceMs }] of this.waiting) {
      if ((fences.get(id) ?? Number.POSITIVE_INFINITY) <= fence) continue;
      const entry = this.byKill[kill]!;
      entry.longestMs = Math.max(entry.longestMs, performance.now() - sinceMs);
      this.waiting.delete(key);
    }
  }
}
