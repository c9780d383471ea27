import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { drainNow } from '@/lib/leads';
import { seedDefaultRules } from '@/lib/scoring';
import { jobContext } from '@/lib/tenancy';
import { type BothDoors, openBothDoors } from './both-doors';
import { comparable, readAnswer } from './door-answers';
import { type FuzzRequest, type Rendered, render, someRequest } from './requests';

const BODIES = 10_000;
/** Sent at once, so that they share statements and a bad one has neighbours. */
const AT_ONCE = 20;
/** By then pools, caches and compiled code have their size. */
const WARM_AFTER_BODIES = 4_000;
const REFUSALS = 250;
const GROWTH_MAX_BYTES = 16 * 1024 * 1024;
const SEED = 20_260_521;
const TIMEOUT_MS = 240_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let doors: BothDoors;
/** One organization an adapter, so that both store everything. */
let orgs: Record<'node' | 'web', TestOrg>;

beforeAll(async () => {
  doors = await openBothDoors();
  orgs = { node: await createTestOrg(), web: await createTestOrg() };
  for (const { orgId } of Object.values(orgs))
    await jobContext(orgId, 'test', 'r').run(async (db) => {
      await seedDefaultRules(db, new Date());
      // A batch may hold a quarter of a million items of a byte each, and what is asked here is not the limiter.
      await db.query('update sources set events_per_second = 2000000000 where org_id = $1', [orgId]);
    });
});

afterAll(() => doors.close());

test(`${BODIES} fuzzed bodies: no 5xx, no valid event lost, both adapters alike, memory stable (seed ${SEED})`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const accepted = { node: 0, web: 0 };
  const valid = new Set<string>();
  const statuses = new Map<number, number>();
  let sent = 0;
  let warmBytes = 0;
  let ids = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(someRequest, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (requests) => {
      const results = await Promise.all(
        requests.map((request) =>
          sendThroughBoth(request, () => {
            ids += 1;
            return `fuzz-${ids}`;
          }),
        ),
      );
      for (const { rendered, answers } of results) {
        expect(comparable(answers.web)).toEqual(comparable(answers.node));
        for (const adapter of ['node', 'web'] as const) accepted[adapter] += judge(rendered, answers[adapter]);
        if (rendered.isAcceptable) for (const id of rendered.valid.values()) valid.add(id);
        statuses.set(answers.node.status, (statuses.get(answers.node.status) ?? 0) + 1);
      }
      sent += requests.length;
      if (warmBytes === 0 && sent >= WARM_AFTER_BODIES) warmBytes = await usedBytes();
    }),
    // The failing body is told by the message; looking for a smaller one would send thousands more.
    { seed: SEED, numRuns: BODIES / AT_ONCE, endOnFailure: true },
  );

  const grownBytes = (await usedBytes()) - warmBytes;
  console.log(
    `${sent} bodies, seed ${SEED}, answers ${[...statuses]
      .sort()
      .map(([status, n]) => `${status}: ${n}`)
      .join(', ')}; ${valid.size} valid events; memory grew by ${Math.round(grownBytes / 1024)} KB`,
  );
  expect(sent).toBe(BODIES);
  expect(valid.size).toBeGreaterThan(BODIES);
  expect(grownBytes).toBeLessThan(GROWTH_MAX_BYTES);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  for (const adapter of ['node', 'web'] as const) await expectStoredAndScored(orgs[adapter], valid, accepted[adapter]);
});

test('what is remembered of a refusal does not hold what was refused', { timeout: TIMEOUT_MS }, async () => {
  const refuse = (n: number) => doors.node(overlongName(n), orgs.node.writeKey);
  expect((await refuse(0)).status).toBe(400);
  const beforeBytes = await usedBytes();
  for (let n = 1; n <= REFUSALS; n += 1) await refuse(n);
  // 100 MB of names went by.
  expect((await usedBytes()) - beforeBytes).toBeLessThan(GROWTH_MAX_BYTES);
});

/** A name of half a body's size, different each time, with a value that is refused. */
function overlongName(n: number) {
  return {
    path: '/api/events',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(`{"${`${n}`.padEnd(400_000, '.')}":1e999}`),
  };
}

async function sendThroughBoth(request: FuzzRequest, nextId: () => string) {
  const rendered = render(request, nextId, Date.now());
  const [node, web] = await Promise.all([
    doors.node(rendered, orgs.node.writeKey),
    doors.web(rendered, orgs.web.writeKey),
  ]);
  return { rendered, answers: { node, web } };
}

/** @returns how many events the answer says to have stored */
function judge(
  { isAcceptable, isBatch, isSegment, valid }: Rendered,
  answer: Parameters<typeof readAnswer>[0],
): number {
  const stored = readAnswer(answer);
  if (isAcceptable && (isBatch || valid.size > 0)) {
    expect(answer.status, answer.text).toBe(isSegment ? 200 : 202);
    const lost = stored!.rejected.filter(({ index }) => valid.has(index));
    expect(lost).toEqual([]);
  }
  return stored?.accepted ?? 0;
}

/** In use after a collection: JavaScript's own and what buffers hold outside of it. */
async function usedBytes(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    collectGarbage();
    // Buffers are given back a turn after the collection that found them unused.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function expectStoredAndScored({ orgId }: TestOrg, valid: Set<string>, accepted: number): Promise<void> {
  await drainNow(orgId);
  await jobContext(orgId, 'test', 'r').run(async (db) => {
    const events = await db.query<{ event_id: string }>('select event_id from events');
    expect(events.rows.length).toBe(accepted);
    const found = events.rows.filter((row) => valid.has(row.event_id)).map((row) => row.event_id);
    expect(found.length).toBe(valid.size);
    expect(new Set(found)).toEqual(valid);
    const owed = await db.query<{ parked: string | null }>('select parked from inbox');
    expect(owed.rows).toEqual([]);
    const unscored = await db.query(
      "select 1 from events e where not exists (select 1 from score_history h where h.event_id = e.id) and e.identifiers->>'leadId' is null",
    );
    expect(unscored.rowCount).toBe(0);
  });
}
