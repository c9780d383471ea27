import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { putEvents } from '@/db/testing/ledger';
import { workJobs } from '@/inngest/jobs/work';
import { type DrivenProgram, drivenProgram } from '@/inngest/testing/driven-program';
import { drainNow } from '@/lib/leads';
import { startTracing, stopTracing } from '@/lib/platform/trace/start-tracing';
import { type Collector, collector } from '@/lib/platform/trace/testing/collector';
import { createRule } from '@/lib/scoring/rule-verbs';
import { jobContext } from '@/lib/tenancy';
import { EXAMPLES } from './examples';
import { operations, requestFor, send } from './requests';
import { buildWorld, liftLimits, type World } from './world';

let world: World;
let program: DrivenProgram;
let receiver: Collector;

beforeAll(async () => {
  liftLimits();
  program = await drivenProgram(() => [workJobs()]);
  world = await buildWorld();
  receiver = await collector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
  await startTracing('throughline');
});

afterAll(async () => {
  await stopTracing();
  await receiver.close();
  await program.close();
  await world.close();
  vi.unstubAllEnvs();
});

/** Everything that was traced so far. */
async function delivered(): Promise<Collector> {
  await stopTracing();
  await startTracing('throughline');
  return receiver;
}

const operation = (name: string) => operations().find((one) => one.name === name)!;

it('what an API request asks for is its trace, to the last part of the job, and functions do not see it', async () => {
  const { ours } = world;
  await putEvents(ours.orgId, [{ type: 'signup', userId: 'ada', occurredAt: new Date(Date.now() - 60_000) }]);
  await drainNow(ours.orgId);
  const key = await world.apiKey(ours, ['scoring:write', 'scoring:read']);
  const [traceId, spanId] = ['c'.repeat(32), 'd'.repeat(16)];
  const { id } = await createRule(jobContext(ours.orgId, 'test', 'test'), {
    eventType: 'signup',
    conditions: [],
    points: 10,
    active: true,
    description: '',
  });
  // One of a kind at a time; the world has some.
  await world.admin.query(
    `update jobs set status = 'completed', ended_at = now() where org_id = $1 and ended_at is null`,
    [ours.orgId],
  );
  const { status, body } = await send(
    requestFor(
      operation('scoring.applyRuleToHistory'),
      { id },
      { 'x-api-key': key, traceparent: `00-${traceId}-${spanId}-01` },
    ),
  );
  expect([status, body]).toEqual([operation('scoring.applyRuleToHistory').successStatus, expect.anything()]);
  await program.engine.drain();
  const { rows } = await program.admin.query('select event from engine.runs where traceparent is not null');
  expect(JSON.stringify(rows)).not.toMatch(/traceparent/);
  const spans = (await delivered()).spans().filter((span) => span.traceId === traceId);
  const named = (name: string) => spans.filter((span) => span.name === name);
  const [api] = named('POST /api/scoring-rules/{id}/apply-to-history');
  expect(api).toMatchObject({ parentSpanId: spanId, kind: 2, status: 0 });
  expect(api!.fields).toMatchObject({
    'http.route': '/api/scoring-rules/{id}/apply-to-history',
    'http.response.status_code': status,
    'throughline.org.id': ours.orgId,
  });
  const calls = named('call throughline-work-on-job');
  expect(calls.length).toBeGreaterThan(1);
  expect(calls.every(({ parentSpanId }) => parentSpanId === api!.spanId)).toBe(true);
  const [step] = named('step work-on-job');
  expect(calls.map((call) => call.spanId)).toContain(step!.parentSpanId);
  const parts = named('job part');
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.every(({ parentSpanId }) => parentSpanId === step!.spanId)).toBe(true);
  expect(receiver.named('drain').at(0)!.fields).toMatchObject({
    'throughline.org.id': ours.orgId,
    'throughline.events': 1,
  });
});

it('no span holds anything of a body, an address, a key, a path or a password, right or wrong', async () => {
  const marker = 'M4RK3R';
  const all = operations().filter(({ name }) => name !== 'live.stream');
  const cookie = await world.cookieOf(world.people.admin);
  const credentials: Record<string, string>[] = [
    { 'x-api-key': `tl_k_${marker}` },
    { authorization: `Bearer ${marker}` },
    { cookie },
    { cookie: `session=${marker}` },
    { 'x-api-key': world.ours.writeKey },
  ];
  const text = fc.oneof(
    fc.constant(`${marker}@example.com`),
    fc.string().map((odd) => `${odd}${marker}`),
    fc.constant(`'; select '${marker}`),
  );
  const one = fc.record({
    op: fc.constantFrom(...all),
    credential: fc.constantFrom(...credentials),
    value: text,
    field: fc.nat(),
  });
  for (const { op, credential, value, field } of fc.sample(one, 250)) {
    const example = EXAMPLES[op.name as keyof typeof EXAMPLES] as unknown;
    const fields: Record<string, unknown> = typeof example === 'object' && example !== null ? { ...example } : {};
    for (const name of ['id', 'email', 'password', 'token', ...Object.keys(fields)].filter(
      (_, n) => (field >> n) % 2 === 0,
    ))
      fields[name] = value;
    const inPath = Object.fromEntries([...op.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, value]));
    await send(requestFor(op, { ...inPath, ...fields }, credential)).catch(() => {});
  }
  const { wire, spans } = await delivered();
  expect(spans().filter(({ kind }) => kind === 2).length).toBeGreaterThan(100);
  expect(wire()).not.toContain(marker);
  expect(wire()).not.toContain(world.ours.writeKey);
  expect(wire()).not.toContain(encodeURIComponent(`${marker}@`));
});
