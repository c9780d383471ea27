import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from 'inngest/edge';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTracing, stopTracing } from '@/lib/platform/trace/start-tracing';
import { type Collector, collector } from '@/lib/platform/trace/testing/collector';
import { logFields } from '@/lib/platform/work-context';
import { inngest } from './client';
import { callFunction } from './engine/call-function';
import type { CallBody } from './engine/wire';
import { orgFunction } from './org-function';
import { partOfCall } from './part-of-call';

const ORG = '01890a5d-ac96-774b-bcce-b302099a8057';
const SIGNING_KEY = 'ab'.repeat(32);
const URL_OF_NOBODY = 'postgres://nobody:nothing@127.0.0.1:1/nothing';

let receiver: Collector;

beforeAll(async () => {
  receiver = await collector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
  for (const role of ['', '_DOOR', '_IDENTITY', '_SYSTEM']) vi.stubEnv(`DATABASE${role}_URL`, URL_OF_NOBODY);
  vi.stubEnv('BETTER_AUTH_SECRET', 's'.repeat(40));
  vi.stubEnv('ENCRYPTION_KEY', 'k'.repeat(44));
  vi.stubEnv('INNGEST_EVENT_KEY', 'event-key-of-a-test');
  vi.stubEnv('INNGEST_SIGNING_KEY', SIGNING_KEY);
  await startTracing('throughline');
});

afterAll(async () => {
  await stopTracing();
  await receiver.close();
  vi.unstubAllEnvs();
});

test('the engine’s call and the step it asks for are one trace, that of whoever sent the event', async () => {
  const said: unknown[] = [];
  const fn = orgFunction({ id: 'greet', event: 'greet' }, ({ step }) =>
    step('say hello', async () => {
      said.push(logFields());
    }),
  );
  const handler = partOfCall(serve({ client: inngest(), functions: [fn] }) as (request: Request) => Promise<Response>);
  const program = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const answer = await handler(
      new Request(`http://${request.headers.host}${request.url}`, {
        method: request.method ?? 'POST',
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(parts),
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  program.listen(0, '127.0.0.1');
  await once(program, 'listening');
  const url = `http://127.0.0.1:${(program.address() as AddressInfo).port}/api/inngest`;
  const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)];
  const outcome = await callFunction(
    {
      url,
      functionId: 'throughline-greet',
      stepId: 'step',
      body: bodyOf({ orgId: ORG, secret: 'MARKER' }),
      traceparent: `00-${traceId}-${spanId}-01`,
    },
    { signingKey: SIGNING_KEY },
    Date.now,
  );
  program.closeAllConnections();
  program.close();
  expect(outcome).toMatchObject({ kind: 'ops', ops: [{ op: 'StepRun' }] });
  await stopTracing();
  const [call] = receiver.named('call throughline-greet');
  expect(call).toMatchObject({ traceId, parentSpanId: spanId, kind: 3 });
  expect(call!.fields).toEqual({
    'throughline.function.id': 'throughline-greet',
    'throughline.step': 'step',
    'throughline.run.id': 'a-run',
    'throughline.attempt': 1,
    'throughline.outcome': 'ops',
  });
  const [step] = receiver.named('step greet');
  expect(step).toMatchObject({ traceId, parentSpanId: call!.spanId });
  expect(step!.fields).toEqual({
    'throughline.function.id': 'greet',
    'throughline.step': 'say hello',
    'throughline.run.id': 'a-run',
    'throughline.attempt': 1,
    'throughline.org.id': ORG,
  });
  expect(said).toEqual([{ functionId: 'greet', runId: 'a-run', orgId: ORG, traceId }]);
  expect(receiver.wire()).not.toContain('MARKER');
});

function bodyOf(data: Record<string, unknown>): CallBody {
  const event = { name: 'greet', data, ts: Date.now() };
  return {
    event,
    events: [event],
    steps: {},
    defers: {},
    version: -1,
    use_api: false,
    ctx: {
      run_id: 'a-run',
      env: '',
      step_id: 'step',
      attempt: 0,
      max_attempts: 4,
      stack: { stack: [], current: 0 },
      disable_immediate_execution: false,
      use_api: false,
    },
  };
}
