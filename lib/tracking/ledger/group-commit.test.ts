import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventKey } from './event-key';
import { createGroupCommit } from './group-commit';
import type { LedgerRow } from './ledger-row';

const ORG = '00000000-0000-7000-8000-00000000000a';
const OTHER_ORG = '00000000-0000-7000-8000-00000000000b';

function row(eventId: string, orgId = ORG, properties = '{}'): LedgerRow {
  return {
    orgId,
    id: '00000000-0000-7000-8000-000000000001',
    key: eventKey(eventId),
    receivedAtMs: 0,
    occurredAtMs: 0,
    eventId,
    type: 'note',
    sourceId: null,
    subjectId: '00000000-0000-7000-8000-000000000002',
    identifiers: '{}',
    properties,
    context: '{}',
  };
}

const sqlError = (code: string) => Object.assign(new Error(`SQLSTATE ${code}`), { code });

/** Holds every statement until told, and behaves like the ledger: a key once, a row marked bad refuses the statement. */
function fakeLedger() {
  const stored = new Map<string, LedgerRow>();
  const statements: LedgerRow[][] = [];
  const held: (() => void)[] = [];
  const ledger = {
    stored,
    statements,
    holding: false,
    failWith: undefined as Error | undefined,
    async write(rows: readonly LedgerRow[]): Promise<number[]> {
      statements.push([...rows]);
      if (ledger.holding) await new Promise<void>((resolve) => held.push(resolve));
      else await new Promise<void>((resolve) => setImmediate(resolve));
      if (ledger.failWith) throw ledger.failWith;
      if (rows.some((r) => r.properties === 'bad')) throw sqlError('22P02');
      const known: number[] = [];
      rows.forEach((r, position) => {
        const name = r.orgId + r.key;
        if (stored.has(name)) known.push(position);
        else stored.set(name, r);
      });
      return known;
    },
    /** Lets the oldest held statement go and waits until its answers are out. */
    async release() {
      held.shift()?.();
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
    async untilStatements(count: number) {
      for (let turn = 0; turn < 100 && statements.length < count; turn++)
        await new Promise<void>((resolve) => setImmediate(resolve));
      expect(statements.length).toBe(count);
    },
  };
  return ledger;
}

describe('grouping', () => {
  test('requests of one turn of the event loop share a statement', async () => {
    const ledger = fakeLedger();
    const group = createGroupCommit(ledger);
    const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => group.commit([row(id)])));
    expect(ledger.statements.map((rows) => rows.length)).toEqual([3]);
    expect(outcomes.map((outcome) => outcome.duplicates)).toEqual([0, 0, 0]);
  });

  test('while a statement runs the next group grows, and nobody is answered before the commit', async () => {
    const ledger = fakeLedger();
    ledger.holding = true;
    const group = createGroupCommit(ledger);
    let answered = 0;
    const count = () => answered++;
    void group.commit([row('a')]).then(count);
    await ledger.untilStatements(1);
    for (const id of ['b', 'c', 'd']) void group.commit([row(id)]).then(count);
    await new Promise<void>((resolve) => setImmediate(resolve));
    expect(ledger.statements.length).toBe(1);
    expect(answered).toBe(0);
    await ledger.release();
    expect(answered).toBe(1);
    expect(ledger.statements.map((rows) => rows.length)).toEqual([1, 3]);
    await ledger.release();
    expect(answered).toBe(4);
  });

  test('a second statement starts when a whole one is waiting, a third never', async () => {
    const ledger = fakeLedger();
    ledger.holding = true;
    const group = createGroupCommit({ write: ledger.write, requestsMax: 2 });
    const all: Promise<unknown>[] = [];
    all.push(group.commit([row('a')]));
    await ledger.untilStatements(1);
    for (const id of ['b', 'c', 'd', 'e', 'f', 'g']) all.push(group.commit([row(id)]));
    expect(ledger.statements.length).toBe(2);
    ledger.holding = false;
    await ledger.release();
    await ledger.release();
    await Promise.all(all);
    expect(ledger.statements.map((rows) => rows.length)).toEqual([1, 2, 2, 2]);
  });

  test('rows are sorted by organization and key, whatever order they came in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.string(), fc.boolean()), { minLength: 1, maxLength: 60 }), async (ids) => {
        const ledger = fakeLedger();
        const group = createGroupCommit(ledger);
        await Promise.all(ids.map(([id, other]) => group.commit([row(id, other ? OTHER_ORG : ORG)])));
        const names = ledger.statements[0]!.map((r) => r.orgId + r.key);
        expect(names).toEqual([...new Set(names)].sort());
        expect(new Set(names)).toEqual(new Set(ids.map(([id, other]) => (other ? OTHER_ORG : ORG) + eventKey(id))));
      }),
    );
  });
});

describe('duplicates', () => {
  test('accepted and duplicates add up, in any grouping', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 8 }), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.integer({ min: 1, max: 5 }),
        async (requests, requestsMax) => {
          const ledger = fakeLedger();
          const group = createGroupCommit({ write: ledger.write, requestsMax });
          const outcomes = await Promise.all(requests.map((ids) => group.commit(ids.map((id) => row(String(id))))));
          const duplicates = outcomes.reduce((sum, outcome) => sum + outcome.duplicates, 0);
          expect(requests.flat().length - duplicates).toBe(ledger.stored.size);
          expect(ledger.stored.size).toBe(new Set(requests.flat()).size);
        },
      ),
    );
  });

  test('the first of two rows with one event is the one that is kept', async () => {
    const ledger = fakeLedger();
    const outcome = await createGroupCommit(ledger).commit([row('a', ORG, '{"n":1}'), row('a', ORG, '{"n":2}')]);
    expect(outcome.duplicates).toBe(1);
    expect([...ledger.stored.values()].map((r) => r.properties)).toEqual(['{"n":1}']);
  });

  test('the same event id in another organization is another event', async () => {
    const ledger = fakeLedger();
    const outcome = await createGroupCommit(ledger).commit([row('a'), row('a', OTHER_ORG)]);
    expect(outcome.duplicates).toBe(0);
    expect(ledger.stored.size).toBe(2);
  });
});

describe('a group that fails', () => {
  test('bad rows are found by halving and refused alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), async (bad) => {
        const ledger = fakeLedger();
        const group = createGroupCommit(ledger);
        const outcome = await group.commit(bad.map((isBad, i) => row(String(i), ORG, isBad ? 'bad' : '{}')));
        expect([...outcome.refused].sort((a, b) => a - b)).toEqual(bad.flatMap((isBad, i) => (isBad ? [i] : [])));
        expect(ledger.stored.size).toBe(bad.filter((isBad) => !isBad).length);
      }),
    );
  });

  test('one bad row costs its neighbours in other requests nothing', async () => {
    const ledger = fakeLedger();
    const group = createGroupCommit(ledger);
    const outcomes = await Promise.all([
      group.commit([row('a')]),
      group.commit([row('b', ORG, 'bad')]),
      group.commit([row('c')]),
    ]);
    expect(outcomes.map((outcome) => outcome.refused)).toEqual([[], [0], []]);
  });

  test('a repetition of a bad row in the same group is refused with it, not called a duplicate', async () => {
    const ledger = fakeLedger();
    const outcome = await createGroupCommit(ledger).commit([row('a', ORG, 'bad'), row('a')]);
    expect([...outcome.refused].sort()).toEqual([0, 1]);
    expect(outcome.duplicates).toBe(0);
  });

  test('a lost connection refuses everybody, is tried once, and the next group is tried anew', async () => {
    const ledger = fakeLedger();
    ledger.failWith = sqlError('57P01');
    const group = createGroupCommit(ledger);
    const results = await Promise.allSettled([group.commit([row('a')]), group.commit([row('b')])]);
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE', retryAfterSeconds: 2 } });
    expect(ledger.statements.length).toBe(1);
    ledger.failWith = undefined;
    expect(await group.commit([row('a')])).toMatchObject({ duplicates: 0, refused: [] });
  });

  test('a statement PostgreSQL does not understand is our error, not an outage', async () => {
    const ledger = fakeLedger();
    ledger.failWith = sqlError('42P01');
    await expect(createGroupCommit(ledger).commit([row('a')])).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('bounds and stopping', () => {
  test('more waiting rows than the bound are refused at once, and room returns', async () => {
    const ledger = fakeLedger();
    ledger.holding = true;
    const group = createGroupCommit({ write: ledger.write, waitingRowsMax: 3 });
    const first = group.commit([row('a')]);
    await ledger.untilStatements(1);
    const second = group.commit([row('b'), row('c'), row('d')]);
    await expect(group.commit([row('e')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    ledger.holding = false;
    await ledger.release();
    await Promise.all([first, second]);
    expect(await group.commit([row('e')])).toMatchObject({ duplicates: 0 });
  });

  test('the weight of what waits is bounded too', async () => {
    const ledger = fakeLedger();
    const group = createGroupCommit({ write: ledger.write, waitingUnitsMax: 1_000 });
    const fits = group.commit([row('a', ORG, 'x'.repeat(800))]);
    await expect(group.commit([row('b', ORG, 'x'.repeat(800))])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await fits;
  });

  test('flush answers what was taken and takes nothing more', async () => {
    const ledger = fakeLedger();
    ledger.holding = true;
    const group = createGroupCommit(ledger);
    const taken = [group.commit([row('a')])];
    await ledger.untilStatements(1);
    taken.push(group.commit([row('b')]));
    let flushed = false;
    const flushing = group.flush().then(() => {
      flushed = true;
    });
    await expect(group.commit([row('c')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(flushed).toBe(false);
    ledger.holding = false;
    await ledger.release();
    await flushing;
    await Promise.all(taken);
    expect(ledger.stored.size).toBe(2);
  });

  test('the listener hears of organizations with new rows, after the commit, and not of duplicates', async () => {
    const ledger = fakeLedger();
    const group = createGroupCommit(ledger);
    const heard: string[][] = [];
    group.setCommitListener((orgIds) => {
      expect(ledger.stored.size).toBeGreaterThan(0);
      heard.push(orgIds);
    });
    await Promise.all([group.commit([row('a')]), group.commit([row('b')]), group.commit([row('a', OTHER_ORG)])]);
    await group.commit([row('a')]);
    await group.flush();
    expect(heard).toEqual([[ORG, OTHER_ORG]]);
  });

  test('the listener hears of rows whose answer was lost: they may be stored, and their repetition is a duplicate', async () => {
    const ledger = fakeLedger();
    const group = createGroupCommit(ledger);
    const heard: string[][] = [];
    group.setCommitListener((orgIds) => void heard.push(orgIds));
    ledger.failWith = sqlError('57P01');
    await Promise.allSettled([group.commit([row('a')])]);
    expect(heard).toEqual([[ORG]]);
  });
});
