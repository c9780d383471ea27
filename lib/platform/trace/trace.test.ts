import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../errors';
import { log } from '../log';
import { currentTrace } from '../work-context';
import { isTracing, readTraceparent, traced, traceparent } from '.';
import { startTracing, stopTracing } from './start-tracing';
import { type Collector, collector } from './testing/collector';

let receiver: Collector;

beforeEach(async () => {
  receiver = await collector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
});

afterEach(async () => {
  await stopTracing();
  await receiver.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('spans', () => {
  it('have names, parents, kinds and fields, and the names of their services', async () => {
    await startTracing('throughline');
    await traced(
      'outer',
      { 'throughline.worker': 'sweep' },
      async () => {
        await Promise.all([
          traced('first', { 'throughline.events': 3 }, async (span) => span.set({ 'throughline.leads': 2 })),
          traced('second', {}, async (span) => span.rename('renamed'), { kind: 'client' }),
        ]);
        await traced('apart', {}, async () => {}, { parent: null });
      },
      { kind: 'server' },
    );
    await stopTracing();
    const [outer] = receiver.named('outer');
    expect(outer).toMatchObject({ service: 'throughline', kind: 2, status: 0, parentSpanId: undefined });
    expect(outer!.fields).toEqual({ 'throughline.worker': 'sweep' });
    const inside = { traceId: outer!.traceId, parentSpanId: outer!.spanId };
    expect(receiver.named('first')).toMatchObject([
      { ...inside, kind: 1, fields: { 'throughline.events': 3, 'throughline.leads': 2 } },
    ]);
    expect(receiver.named('renamed')).toMatchObject([{ ...inside, kind: 3 }]);
    const [apart] = receiver.named('apart');
    expect(apart!.parentSpanId).toBeUndefined();
    expect(apart!.traceId).not.toBe(outer!.traceId);
  });

  it('go where the standard variables say, with their headers, under their name', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9');
    vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', `${receiver.url}/v1/traces`);
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-team=revenue,authorization=Bearer%20abc');
    vi.stubEnv('OTEL_SERVICE_NAME', 'our-throughline');
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment=staging');
    await startTracing('throughline');
    await traced('work', {}, async () => {});
    await stopTracing();
    expect(receiver.named('work')).toMatchObject([{ service: 'our-throughline' }]);
    expect(receiver.headers()).toMatchObject([{ 'x-team': 'revenue', authorization: 'Bearer abc' }]);
    expect(receiver.wire()).toContain('staging');
  });

  it('are sampled as asked, and those inside of an unsampled one with it', async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'parentbased_traceidratio');
    vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', '0');
    await startTracing('throughline');
    await traced('dropped', {}, () => traced('dropped too', {}, async () => {}));
    const sampled = readTraceparent(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
    await traced('the caller samples', {}, async () => {}, { parent: sampled });
    await stopTracing();
    expect(receiver.spans().map(({ name }) => name)).toEqual(['the caller samples']);
  });

  it('say of what is thrown the code of the error table and no word more', async () => {
    await startTracing('throughline');
    const failing = (error: unknown) =>
      traced('failing', {}, async () => {
        throw error;
      });
    const secret = 'ada.lovelace@example.com';
    await expect(failing(new AppError('CONFLICT', { message: secret, field: secret }))).rejects.toThrow(secret);
    await expect(failing(Object.assign(new Error(`value ${secret}`), { code: '22P02' }))).rejects.toThrow(secret);
    await expect(failing(new Error(secret, { cause: new Error(secret) }))).rejects.toThrow(secret);
    await stopTracing();
    expect(receiver.named('failing').map(({ status, fields }) => [status, fields['error.type']])).toEqual([
      [2, 'CONFLICT'],
      [2, 'VALIDATION'],
      [2, 'INTERNAL'],
    ]);
    expect(receiver.wire()).not.toContain(secret);
  });
});

describe('traceparent', () => {
  it('is what the other side reads', async () => {
    await startTracing('throughline');
    await traced('outer', {}, async () => {
      const header = traceparent()!;
      expect(readTraceparent(header)).toEqual({ ...currentTrace(), isRemote: true });
      await traced('elsewhere', {}, async () => {}, { parent: readTraceparent(header) });
    });
    await stopTracing();
    expect(receiver.named('elsewhere')[0]!.parentSpanId).toBe(receiver.named('outer')[0]!.spanId);
    expect(traceparent()).toBeNull();
  });

  it('of any other form begins a trace of our own', async () => {
    await startTracing('throughline');
    const [trace, span] = ['a'.repeat(32), 'b'.repeat(16)];
    expect(readTraceparent(`00-${trace}-${span}-00`)).toMatchObject({ sampled: false });
    // A later version may say more.
    expect(readTraceparent(`01-${trace}-${span}-01-more`)).toMatchObject({ sampled: true });
    const unreadable = [
      `00-${trace}-${span}-01-more`,
      `ff-${trace}-${span}-01`,
      `00-${'0'.repeat(32)}-${span}-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `00-${trace.toUpperCase()}-${span}-01`,
      `00-${trace}-${span}-0`,
      `01-${trace}-${span}-01-${'x'.repeat(600)}`,
      '',
      null,
    ];
    for (const header of unreadable) expect([header, readTraceparent(header)]).toEqual([header, null]);
    fc.assert(fc.property(fc.string(), (header) => readTraceparent(header) === null));
  });
});

describe('without a collector', () => {
  it('named, nothing is traced and no package of OpenTelemetry is loaded', async () => {
    const script = `
      import { createRequire } from 'node:module';
      import { startTracing, stopTracing } from './lib/platform/trace/start-tracing.ts';
      import { isTracing, traced } from './lib/platform/trace/index.ts';
      await startTracing('throughline');
      const done = await traced('work', {}, async () => 'done');
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@opentelemetry')).length;
      const before = [isTracing(), done, loaded()];
      process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:9';
      await startTracing('throughline');
      console.log(JSON.stringify([...before, isTracing(), loaded() > 0]));
      process.exit(0);`;
    const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...env } = process.env;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { env },
    );
    expect(JSON.parse(stdout)).toEqual([false, 'done', 0, true, true]);
  }, 30_000);

  it('is how it stays when tracing is switched off by the standard variables', async () => {
    vi.stubEnv('OTEL_SDK_DISABLED', 'true');
    await startTracing('throughline');
    expect(isTracing()).toBe(false);
    vi.stubEnv('OTEL_SDK_DISABLED', '');
    vi.stubEnv('OTEL_TRACES_EXPORTER', 'none');
    await startTracing('throughline');
    expect(isTracing()).toBe(false);
  });

  it('that answers, work is as quick as ever, the log says it once, and a stop is not held up', async () => {
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '5');
    // Less than the pause before it is tried again.
    vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '300');
    await receiver.close();
    const warn = vi.spyOn(log, 'warn');
    await startTracing('throughline');
    for (let round = 0; round < 5; round++) {
      const beganMs = performance.now();
      for (let n = 0; n < 1_000; n++) await traced('work', {}, async () => {});
      expect(performance.now() - beganMs).toBeLessThan(500);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const beganMs = performance.now();
    await stopTracing();
    expect(performance.now() - beganMs).toBeLessThan(2_500);
    expect(warn.mock.calls.filter(([, words]) => /traces/.test(String(words)))).toHaveLength(1);
  });

  it('that is slow, a stop waits two seconds for it and no longer', async () => {
    receiver.answerAfter(60_000);
    const warn = vi.spyOn(log, 'warn');
    await startTracing('throughline');
    await traced('work', {}, async () => {});
    const beganMs = performance.now();
    await stopTracing();
    const tookMs = performance.now() - beganMs;
    expect(tookMs).toBeGreaterThan(1_900);
    expect(tookMs).toBeLessThan(2_500);
    expect(receiver.named('work')).toHaveLength(1);
    expect(warn).toHaveBeenCalledOnce();
  });

  it.each(['no address: at all', 'ftp://127.0.0.1', '127.0.0.1:4318'])(
    'whose address can be used (%s), the program goes on without',
    async (address) => {
      vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', address);
      const said = [vi.spyOn(log, 'error'), vi.spyOn(log, 'warn')];
      await startTracing('throughline');
      expect(await traced('work', {}, async () => 'done')).toBe('done');
      await stopTracing();
      expect(said.flatMap(({ mock }) => mock.calls)).toHaveLength(1);
    },
  );
});
