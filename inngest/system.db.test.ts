import { randomUUID } from 'node:crypto';
import { NonRetriableError } from 'inngest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { sendEvent } from '@/lib/platform/durable/send-event';
import { listFailedMessages, retryMessage } from '@/lib/system/failed-messages';
import { systemHealth } from '@/lib/system/health';
import { systemMetrics } from '@/lib/system/metrics';
import { cancelRun, getRun, listRuns, retryFailedRuns, retryRun } from '@/lib/system/runs';
import { recordWorkerRun } from '@/lib/system/worker-runs';
import { listWorkers, runWorker } from '@/lib/system/workers';
import { jobContext } from '@/lib/tenancy';
import { durableFunctions } from './index';
import { orgFunction } from './org-function';
import { SCHEDULES, scheduleRequest } from './schedule';
import { type DrivenProgram, drivenProgram } from './testing/driven-program';

/** What the functions of this suite do, and what they did. */
const did: string[] = [];
let isBroken = true;

const charge = () =>
  orgFunction({ id: 'charge', event: 'test/charge', retries: 1 }, async ({ data, step }) => {
    await step('reserve', async () => did.push(`reserve ${data.order}`));
    await step('charge', async () => {
      did.push(`charge ${data.order}`);
      if (isBroken) throw new Error('the bank is closed');
      return { receipt: data.order };
    });
    return step('thank', async () => `thank you for ${data.order}`);
  });

const idle = () =>
  orgFunction({ id: 'refuse', event: 'test/refuse' }, async () => {
    throw new NonRetriableError('never');
  });

let program: DrivenProgram;
beforeAll(async () => {
  program = await drivenProgram(() => [...durableFunctions(), charge(), idle()]);
});
afterAll(() => program.close());

async function organization() {
  const { orgId } = await createTestOrg();
  return jobContext(orgId, 'test', randomUUID());
}

/** Asks for a charge and lets all its attempts fail. */
async function failedCharge(orgId: string, order: string): Promise<void> {
  await sendEvent({ name: 'test/charge', data: { orgId, order } });
  await program.engine.drain();
  await program.later(3_600_000);
}

describe('a run that failed for good', () => {
  it('is shown with its steps, its input and every attempt, and by hand goes on from the step it failed in', async () => {
    const ctx = await organization();
    isBroken = true;
    await failedCharge(ctx.orgId, 'A1');
    const list = await listRuns(ctx, { of: 'organization', limit: 10 });
    expect(list).toMatchObject({
      drivenBy: 'engine',
      nextCursor: null,
      items: [{ functionId: 'throughline-charge', status: 'failed', error: { message: 'the bank is closed' } }],
    });
    const { id } = list.items[0]!;
    const failed = await getRun(ctx, id);
    expect(failed.event).toEqual({ name: 'test/charge', data: { orgId: ctx.orgId, order: 'A1' } });
    expect(failed.steps.map(({ name, state, attempts }) => [name, state, attempts])).toEqual([
      ['reserve', 'done', 1],
      ['charge', 'failed', 2],
    ]);
    const ofTheStep = failed.failures.filter(({ stepId }) => stepId === failed.steps[1]!.id);
    expect(ofTheStep.map(({ attempt, error }) => [attempt, error.message])).toEqual([
      [1, 'the bank is closed'],
      [2, 'the bank is closed'],
    ]);
    expect((await systemHealth(ctx, SCHEDULES)).components).toContainEqual(
      expect.objectContaining({
        name: 'durable work',
        status: 'degraded',
        detail: expect.stringMatching(/1 run failed/),
      }),
    );

    isBroken = false;
    await retryRun(ctx, id);
    await program.engine.drain();
    const completed = await getRun(ctx, id);
    expect(completed).toMatchObject({ status: 'completed', revivals: 1, output: 'thank you for A1', error: null });
    expect(completed.steps.map(({ name, output }) => [name, output])).toEqual([
      ['reserve', expect.any(Number)],
      ['charge', { receipt: 'A1' }],
      ['thank', 'thank you for A1'],
    ]);
    expect(did.filter((what) => what.endsWith('A1'))).toEqual(['reserve A1', 'charge A1', 'charge A1', 'charge A1']);
    await expect(retryRun(ctx, id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(cancelRun(ctx, id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is retried with all the others, each once, though they fail again', async () => {
    const ctx = await organization();
    isBroken = true;
    for (const order of ['B1', 'B2', 'B3']) await failedCharge(ctx.orgId, order);
    expect(await retryFailedRuns(ctx)).toEqual({ retried: 3, more: false });
    isBroken = false;
    await program.engine.drain();
    expect((await listRuns(ctx, { of: 'organization', limit: 10, status: 'failed' })).items).toEqual([]);
    expect((await systemMetrics(ctx)).queue).toMatchObject({ failedRuns: 0, openRuns: 0, due: 0 });
    expect(await retryFailedRuns(ctx)).toEqual({ retried: 0, more: false });
  });

  it('and one that is under way can be cancelled: nothing follows from it', async () => {
    const ctx = await organization();
    isBroken = true;
    await sendEvent({ name: 'test/charge', data: { orgId: ctx.orgId, order: 'C1' } });
    await program.engine.drain();
    const [run] = (await listRuns(ctx, { of: 'organization', limit: 10 })).items;
    expect(run).toMatchObject({ status: 'running', nextAt: expect.any(String) });
    await cancelRun(ctx, run!.id);
    isBroken = false;
    await program.later(3_600_000);
    expect(await getRun(ctx, run!.id)).toMatchObject({ status: 'cancelled', error: { name: 'Cancelled' } });
    expect(did.filter((what) => what.endsWith('C1'))).toEqual(['reserve C1', 'charge C1']);
  });

  it('is nobody else’s: another organization is told that there is no such run, and finds none to retry', async () => {
    const [ours, theirs] = [await organization(), await organization()];
    isBroken = true;
    await failedCharge(theirs.orgId, 'D1');
    const [run] = (await listRuns(theirs, { of: 'organization', limit: 10 })).items;
    for (const attempt of [() => getRun(ours, run!.id), () => retryRun(ours, run!.id), () => cancelRun(ours, run!.id)])
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listRuns(ours, { of: 'organization', limit: 10 })).items).toEqual([]);
    expect(await retryFailedRuns(ours)).toEqual({ retried: 0, more: false });
    expect(await getRun(theirs, run!.id)).toMatchObject({ status: 'failed', revivals: 0 });
  });

  it('of the program’s own says what failed and when, and not in which words', async () => {
    const ctx = await organization();
    await sendEvent({ name: 'test/refuse', data: { orgId: null } });
    await program.engine.drain();
    const [run] = (await listRuns(ctx, { of: 'program', limit: 1, functionId: 'throughline-refuse' })).items;
    expect(run).toMatchObject({ status: 'failed', error: { message: 'The reason stands in the server’s log.' } });
    await expect(getRun(ctx, run!.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lists are read page by page, newest first', async () => {
    const ctx = await organization();
    isBroken = false;
    for (let n = 0; n < 5; n++) await sendEvent({ name: 'test/charge', data: { orgId: ctx.orgId, order: `E${n}` } });
    await program.engine.drain();
    const first = await listRuns(ctx, { of: 'organization', limit: 3 });
    const second = await listRuns(ctx, { of: 'organization', limit: 3, cursor: first.nextCursor! });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null]);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    await expect(listRuns(ctx, { of: 'organization', limit: 3, cursor: 'nonsense' })).rejects.toMatchObject({
      field: 'cursor',
    });
  });
});

describe('a message that could not be delivered', () => {
  it('is shown to its organization alone, and delivered again by its hand alone', async () => {
    const [ours, theirs] = [await organization(), await organization()];
    const message = {
      orgId: theirs.orgId,
      url: `${program.programUrl}/nowhere`,
      method: 'POST',
      headers: {},
      body: Buffer.from('{}'),
      retries: 0,
      timeoutMs: 1_000,
      callback: null,
      failureCallback: null,
      label: null,
      dedupKey: null,
      notBeforeMs: Date.now(),
    };
    const { messageId } = await program.engine.publish(message);
    await program.engine.drain();
    expect(await listFailedMessages(ours, { limit: 10 })).toEqual({ items: [], nextCursor: null });
    await expect(retryMessage(ours, messageId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { items } = await listFailedMessages(theirs, { limit: 10 });
    expect(items).toMatchObject([{ id: messageId, retried: 0, responseStatus: 404, bodyBytes: 2 }]);
    await retryMessage(theirs, messageId);
    expect((await listFailedMessages(theirs, { limit: 10 })).items).toEqual([]);
    await program.engine.drain();
    expect((await listFailedMessages(theirs, { limit: 10 })).items).toHaveLength(1);
  });
});

describe('workers', () => {
  it('run out of their turn when asked, once a minute, and say when they ran and how it went', async () => {
    const ctx = await organization();
    const worker = async () =>
      (await listWorkers(ctx, SCHEDULES)).workers.find(({ name }) => name === 'forget-worker-runs')!;
    const before = await worker();
    await runWorker(ctx, SCHEDULES, 'forget-worker-runs', scheduleRequest);
    await runWorker(ctx, SCHEDULES, 'forget-worker-runs', scheduleRequest);
    await program.engine.drain();
    const after = await worker();
    expect(after.runCount - before.runCount).toBe(1);
    expect(after).toMatchObject({
      isRunning: false,
      lastError: null,
      isOverdue: false,
      lastDurationMs: expect.any(Number),
    });
    await expect(runWorker(ctx, SCHEDULES, 'toString', scheduleRequest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that fail say so in the words of the error table; the cause is the log’s', async () => {
    const ctx = await organization();
    const broken = { nightly: { cron: '0 3 * * *', does: 'Fails.' } };
    await expect(
      recordWorkerRun('nightly', async () => {
        throw new Error('relation "secrets" does not exist');
      }),
    ).rejects.toThrow();
    const { workers, summary } = await listWorkers(ctx, broken);
    expect(workers[0]).toMatchObject({ errorCount: 1, lastError: 'Something went wrong on our side.' });
    expect(summary).toEqual({ total: 1, running: 0, healthy: 0, withErrors: 1 });
    expect((await systemHealth(ctx, broken)).components).toContainEqual(
      expect.objectContaining({ name: 'workers', status: 'degraded', detail: 'Failed last time: nightly.' }),
    );
  });
});

describe('an engine that cannot be reached', () => {
  it('is said to be down, and what is asked of it is refused for a while', async () => {
    const ctx = await organization();
    await program.close();
    const health = await systemHealth(ctx, SCHEDULES);
    expect(health.status).toBe('down');
    expect(health.components.find(({ name }) => name === 'durable work')).toMatchObject({ status: 'down' });
    await expect(listRuns(ctx, { of: 'organization', limit: 1 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    program = await drivenProgram(durableFunctions);
  });
});
