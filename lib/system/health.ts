import { countGivenUp } from '@/lib/mail';
import { env } from '@/lib/platform/env';
import type { OrgContext } from '@/lib/tenancy';
import { ingestCounts } from '@/lib/tracking';
import { HEALTH, type Health, type SystemHealth } from './contract';
import { type EngineOverview, engineOverview } from './engine-overview';
import type { Schedules } from './schedule';
import { listWorkers } from './workers';

/** Work that has been due this long is not merely waiting for its turn. */
const LATE_MS = 60_000;

type Component = SystemHealth['components'][number];

/** Whether each part works. Every part is asked by itself: one that is away does not hide the others. */
export async function systemHealth(ctx: OrgContext, schedules: Schedules): Promise<SystemHealth> {
  const components = await Promise.all([
    database(ctx),
    judged('scoring', () => scoring(ctx)),
    judged('durable work', async () => durableWork(await engineOverview(ctx), ctx.now())),
    judged('workers', () => workers(ctx, schedules)),
    judged('mail', () => mail(ctx)),
  ]);
  return { status: worst(components.map(({ status }) => status)), checkedAt: ctx.now().toISOString(), components };
}

export const worst = (all: Health[]): Health => HEALTH.findLast((one) => all.includes(one)) ?? 'ok';

async function judged(name: Component['name'], judge: () => Promise<Omit<Component, 'name'>>): Promise<Component> {
  try {
    return { name, ...(await judge()) };
  } catch {
    return { name, status: 'down', detail: 'It could not be asked: the database did not answer.' };
  }
}

async function database(ctx: OrgContext): Promise<Component> {
  const startedMs = performance.now();
  try {
    await ctx.run((db) => db.query('select 1'), { statementTimeoutMs: 3_000 });
    const tookMs = Math.round(performance.now() - startedMs);
    return {
      name: 'database',
      status: tookMs > 1_000 ? 'degraded' : 'ok',
      detail: `It answered in ${Math.max(1, tookMs)} ms.`,
    };
  } catch {
    return { name: 'database', status: 'down', detail: 'It does not answer.' };
  }
}

async function scoring(ctx: OrgContext) {
  const { owed, oldestOwedAt, setAside } = await ctx.run((db) => ingestCounts(db, ctx.now()));
  if (setAside > 0)
    return { status: 'degraded', detail: `${counted(setAside, 'event')} could not be scored and wait below.` } as const;
  if (oldestOwedAt && ctx.now().getTime() - oldestOwedAt.getTime() > LATE_MS)
    return {
      status: 'degraded',
      detail: `${counted(owed, 'event')} wait to be scored, one for over a minute.`,
    } as const;
  return {
    status: 'ok',
    detail: owed === 0 ? 'Every event is scored.' : `${counted(owed, 'event')} are being scored.`,
  } as const;
}

export function durableWork(engine: EngineOverview, now: Date): Omit<Component, 'name'> {
  switch (engine.kind) {
    case 'none':
      return { status: 'ok', detail: 'Nobody drives durable functions here; the server does scheduled work itself.' };
    case 'other':
      return { status: 'ok', detail: 'Driven by an Inngest of your own, which shows its runs itself.' };
    case 'away':
      return { status: 'down', detail: 'The engine of durable functions cannot be reached. Work asked for is kept.' };
  }
  const refused = engine.functions.filter((fn) => fn.refused !== null && !fn.gone);
  const { oldestDueAt, due } = engine.queue;
  if (refused.length > 0)
    return {
      status: 'degraded',
      detail: `The engine cannot run ${refused.map((fn) => `${fn.name}: ${fn.refused}`).join(' · ')}`,
    };
  if (oldestDueAt && now.getTime() - new Date(oldestDueAt).getTime() > LATE_MS)
    return { status: 'degraded', detail: `${counted(due, 'step')} are due, one for over a minute.` };
  if (engine.failed > 0)
    return { status: 'degraded', detail: `${counted(engine.failed, 'run')} failed for good and can be retried.` };
  return { status: 'ok', detail: `${counted(engine.open, 'run')} under way, none failed.` };
}

async function workers(ctx: OrgContext, schedules: Schedules) {
  const { workers: all, summary } = await listWorkers(ctx, schedules);
  const overdue = all.filter(({ isOverdue }) => isOverdue).map(({ name }) => name);
  const failed = all.filter(({ lastError }) => lastError !== null).map(({ name }) => name);
  if (overdue.length > 0) return { status: 'degraded', detail: `Overdue: ${overdue.join(', ')}.` } as const;
  if (failed.length > 0) return { status: 'degraded', detail: `Failed last time: ${failed.join(', ')}.` } as const;
  return { status: 'ok', detail: `All ${summary.total} run by the clock.` } as const;
}

async function mail(ctx: OrgContext) {
  const failed = await ctx.run(countGivenUp);
  if (failed > 0)
    return { status: 'degraded', detail: `${counted(failed, 'mail')} could not be sent: see the outbox.` } as const;
  return {
    status: 'ok',
    detail: env().SMTP_URL ? 'A mail server is set.' : 'No mail server is set: mail is kept in the outbox.',
  } as const;
}

const counted = (count: number, what: string) => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
