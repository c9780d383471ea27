import { connectionCounts, type OrgContext } from '@/lib/tenancy';
import { ingestCounts } from '@/lib/tracking';
import type { SystemMetrics } from './contract';
import { engineOverview } from './engine-overview';
import { processLoad } from './process-load';

/** How busy the process is, how fast events come in, and what waits: as of now, for one organization where it says so. */
export async function systemMetrics(ctx: OrgContext): Promise<SystemMetrics> {
  const now = ctx.now();
  const [ingest, engine] = await Promise.all([ctx.run((db) => ingestCounts(db, now)), engineOverview(ctx)]);
  const { oldestOwedAt, ...events } = ingest;
  return {
    at: now.toISOString(),
    process: processLoad(),
    connections: connectionCounts(),
    events: { ...events, oldestOwedMs: ageMs(oldestOwedAt, now) },
    queue:
      engine.kind === 'engine'
        ? {
            due: engine.queue.due,
            oldestDueMs: ageMs(engine.queue.oldestDueAt, now),
            underWay: engine.queue.underWay,
            openRuns: engine.open,
            failedRuns: engine.failed,
          }
        : null,
  };
}

const ageMs = (moment: Date | string | null, now: Date) =>
  moment === null ? null : Math.max(0, now.getTime() - new Date(moment).getTime());
