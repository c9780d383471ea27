import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { observeRequest } from './http/observe-request';
import { createLog } from './log';
import { traced } from './trace';
import { startTracing, stopTracing } from './trace/start-tracing';
import { type Collector, collector } from './trace/testing/collector';
import { inNewWork, inWork, noteWork } from './work-context';

let lines: Record<string, unknown>[];
let log: ReturnType<typeof createLog>;

beforeEach(() => {
  lines = [];
  log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
});

const said = () => lines.map(({ level: _, time: __, ...rest }) => rest);

test('secrets are cut out by name, at the top and one level down', () => {
  for (const name of ['password', 'authorization', 'cookie', 'writeKey', 'apiKey', 'token'])
    log.info({ [name]: 'S3CRET', headers: { [name]: 'S3CRET' } }, 'said');
  expect(lines).toHaveLength(6);
  expect(JSON.stringify(lines)).not.toContain('S3CRET');
});

test('two requests at once do not mix, and what is learned of one stays with it', async () => {
  const answer = (id: string, orgId: string) =>
    observeRequest(new Request('http://x/'), id, async () => {
      await sleep(Math.random() * 5);
      log.info('begun');
      noteWork({ orgId });
      await Promise.all([sleep(Math.random() * 5), inWork({ jobId: `job of ${id}` }, async () => log.info('job'))]);
      log.info('ended');
      return new Response();
    });
  const ids = Array.from({ length: 20 }, (_, n) => `request-${n}`);
  await Promise.all(ids.map((id) => answer(id, `org of ${id}`)));
  log.info('outside');
  for (const id of ids)
    expect(said().filter(({ requestId }) => requestId === id)).toEqual([
      { requestId: id, msg: 'begun' },
      { requestId: id, orgId: `org of ${id}`, jobId: `job of ${id}`, msg: 'job' },
      { requestId: id, orgId: `org of ${id}`, msg: 'ended' },
    ]);
  expect(said().at(-1)).toEqual({ msg: 'outside' });
});

test('what goes on behind a request is not the request’s, and what a line says itself counts', async () => {
  await inWork({ requestId: 'a request', orgId: 'one' }, async () => {
    await inNewWork({ worker: 'drain' }, async () => log.info('behind'));
    log.info({ orgId: 'other' }, 'itself');
  });
  expect(said()).toEqual([
    { worker: 'drain', msg: 'behind' },
    { requestId: 'a request', orgId: 'other', msg: 'itself' },
  ]);
});

let receiver: Collector | undefined;
afterEach(async () => {
  await stopTracing();
  await receiver?.close();
  vi.unstubAllEnvs();
});

test('lines name the trace they belong to, where there is one', async () => {
  receiver = await collector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
  await startTracing('throughline');
  await inWork({ worker: 'sweep' }, () => traced('work', {}, async () => log.info('inside')));
  await stopTracing();
  expect(said()).toEqual([{ worker: 'sweep', traceId: receiver.named('work')[0]!.traceId, msg: 'inside' }]);
});
