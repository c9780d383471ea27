import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inProcessLimiter } from '@/lib/platform/limits/in-process';
import type { RefusedEvent } from './refused-events';
import { createRefusedLog, type RefusedRow } from './refused-log';

const ORG = '01890a5d-ac96-774b-bcce-b302099a8057';
const OTHER = '01890a5d-ac96-774b-bcce-b302099a8058';

function refusal(orgId: string, message: string): RefusedEvent {
  return {
    orgId,
    id: '01890a5d-ac96-774b-bcce-b302099a8059',
    receivedAtMs: 0,
    sourceId: null,
    path: '/api/events',
    code: 'VALIDATION',
    field: 'event',
    message,
    type: null,
    subject: null,
    excerpt: null,
    userAgent: null,
  };
}

/** A table in memory that can be made slow or broken. */
function open(options: Partial<Parameters<typeof createRefusedLog>[0]> = {}) {
  const batches: RefusedRow[][] = [];
  const table = { failWith: undefined as Error | undefined, takesMs: 0, underWay: 0, mostUnderWay: 0 };
  const refused = createRefusedLog({
    limiter: inProcessLimiter(),
    async write(rows) {
      table.underWay += 1;
      table.mostUnderWay = Math.max(table.mostUnderWay, table.underWay);
      if (table.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, table.takesMs));
      table.underWay -= 1;
      if (table.failWith) throw table.failWith;
      batches.push([...rows]);
    },
    ...options,
  });
  const note = (message: string, orgId = ORG) => refused.note(orgId, () => refusal(orgId, message));
  return { refused, note, batches, table, messages: () => batches.map((rows) => rows.map(({ message }) => message)) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the log of refused events', () => {
  test('writes the first at once and what follows together, at most every 250 ms', async () => {
    const { note, messages } = open();
    note('a');
    expect(messages()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(messages()).toEqual([['a']]);
    note('b');
    note('c');
    await vi.advanceTimersByTimeAsync(240);
    expect(messages()).toEqual([['a']]);
    await vi.advanceTimersByTimeAsync(20);
    expect(messages()).toEqual([['a'], ['b', 'c']]);
  });

  test('begins again after a rest, as often as it is used', async () => {
    const { note, messages } = open();
    for (const message of ['a', 'b', 'c']) {
      note(message);
      await vi.advanceTimersByTimeAsync(1);
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(messages()).toEqual([['a'], ['b'], ['c']]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a steady flow makes four statements a second', async () => {
    const { note, batches } = open();
    for (let ms = 0; ms < 2_000; ms += 10) {
      note(String(ms));
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(batches.length).toBeGreaterThanOrEqual(7);
    expect(batches.length).toBeLessThanOrEqual(9);
  });

  test('has one statement under way, however long it takes', async () => {
    const { note, table, messages } = open();
    table.takesMs = 1_000;
    note('a');
    await vi.advanceTimersByTimeAsync(10);
    for (const message of ['b', 'c', 'd']) {
      note(message);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(messages()).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(table.mostUnderWay).toBe(1);
    expect(messages()).toEqual([['a'], ['b', 'c', 'd']]);
  });

  test('holds no more than its bound, makes nothing of the rest, and tells how many they were', async () => {
    const { refused, batches, note } = open({ waitingMax: 3 });
    const make = vi.fn(() => refusal(ORG, 'x'));
    for (let i = 0; i < 10; i++) refused.note(ORG, make);
    refused.note(OTHER, () => refusal(OTHER, 'no room either'));
    expect(make).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(300);
    expect(batches[0]!.map(({ leftOut }) => leftOut)).toEqual([0, 0, 7]);
    note('later', OTHER);
    note('later');
    await vi.advanceTimersByTimeAsync(300);
    expect(batches[1]!.map(({ orgId, leftOut }) => [orgId, leftOut])).toEqual([
      [OTHER, 1],
      [ORG, 0],
    ]);
  });

  test('one organization that floods it leaves the others their room', async () => {
    const { note, batches } = open({ perOrg: { count: 50, windowMs: 10_000 } });
    for (let i = 0; i < 5_000; i++) note('flood');
    note('quiet', OTHER);
    await vi.advanceTimersByTimeAsync(300);
    const rows = batches.flat();
    expect(rows.filter(({ orgId }) => orgId === ORG)).toHaveLength(50);
    expect(rows.filter(({ orgId }) => orgId === OTHER)).toMatchObject([{ message: 'quiet', leftOut: 0 }]);
    expect(rows.reduce((sum, { leftOut }) => sum + leftOut, 0)).toBe(4_950);
    // Room returns evenly: five a second.
    await vi.advanceTimersByTimeAsync(2_000);
    for (let i = 0; i < 100; i++) note('again');
    await vi.advanceTimersByTimeAsync(300);
    expect(batches.flat().filter(({ message }) => message === 'again').length).toBeGreaterThanOrEqual(10);
    expect(batches.flat().filter(({ message }) => message === 'again').length).toBeLessThanOrEqual(13);
  });

  test('who sends too many is still told how many, in each statement', async () => {
    const { refused, note, batches } = open({ perOrg: { count: 1, windowMs: 3_600_000 } });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 10; i++) note(`round ${round}`);
      refused.leaveOut(ORG, 5);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(batches).toMatchObject([0, 1, 2].map((round) => [{ message: `round ${round}`, leftOut: 14 }]));
  });

  test('what cannot be written is counted, and told when it can', async () => {
    const { note, table, batches } = open();
    table.failWith = Object.assign(new Error('terminating connection'), { code: '57P01' });
    for (let i = 0; i < 3; i++) note('lost');
    await vi.advanceTimersByTimeAsync(300);
    note('lost too');
    await vi.advanceTimersByTimeAsync(300);
    table.failWith = undefined;
    note('kept');
    await vi.advanceTimersByTimeAsync(300);
    expect(batches).toMatchObject([[{ message: 'kept', leftOut: 4 }]]);
  });

  test('waits while the ledger needs the database, and no longer', async () => {
    let busy = true;
    const { note, messages } = open({ isBusy: () => busy });
    note('a');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(messages()).toEqual([]);
    busy = false;
    await vi.advanceTimersByTimeAsync(300);
    expect(messages()).toEqual([['a']]);
  });

  test('never throws at the door', async () => {
    const { refused, note, batches } = open();
    refused.note(ORG, () => {
      throw new Error('a bug');
    });
    note('b');
    await vi.advanceTimersByTimeAsync(300);
    expect(batches.flat()).toMatchObject([{ message: 'b', leftOut: 1 }]);
  });

  test('flush writes what waits, after what is being written', async () => {
    const { refused, note, table, messages } = open({ isBusy: () => true });
    table.takesMs = 100;
    note('a');
    const first = refused.flush();
    note('b');
    const second = refused.flush();
    await vi.advanceTimersByTimeAsync(1_000);
    await Promise.all([first, second]);
    expect(messages().flat()).toEqual(['a', 'b']);
    expect(table.mostUnderWay).toBe(1);
    await refused.flush();
    expect(messages().flat()).toEqual(['a', 'b']);
  });

  test('forgets the count of who was heard of first, so that the counts are bounded', async () => {
    const { note, table, batches } = open({ orgsMax: 2 });
    const orgs = [ORG, OTHER, 'third'];
    table.failWith = Object.assign(new Error('terminating connection'), { code: '57P01' });
    for (const org of orgs) note('lost', org);
    await vi.advanceTimersByTimeAsync(300);
    table.failWith = undefined;
    for (const org of orgs) note('kept', org);
    await vi.advanceTimersByTimeAsync(300);
    expect(batches.flat().map(({ leftOut }) => leftOut)).toEqual([0, 1, 1]);
  });
});
