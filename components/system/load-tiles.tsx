'use client';

import { useQuery } from '@tanstack/react-query';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Stat, StatSkeleton } from '@/components/ui/stat';
import { bytesText, durationText } from './duration-text';
import { REFRESH_EVERY_MS } from './refresh';

/** How much comes in, how much waits, and how busy the process is. */
export function LoadTiles() {
  const { org } = useWorkspace();
  const metrics = useQuery(useApi().system.getMetrics.queryOptions({ refetchInterval: REFRESH_EVERY_MS }));
  if (metrics.data === undefined)
    return metrics.isPending ? (
      <Tiles>
        {['in', 'owed', 'due', 'open', 'cpu', 'memory'].map((tile) => (
          <StatSkeleton key={tile} />
        ))}
      </Tiles>
    ) : (
      <QueryFailure error={metrics.error} what="the load" onRetry={() => void metrics.refetch()} />
    );
  const { events, queue, process } = metrics.data;
  return (
    <Tiles>
      <Stat
        label="Events in an hour"
        value={events.lastHour}
        href={`/${org.slug}/sources/debugger`}
        formula="Events of this organization accepted in the last 60 minutes. The debugger shows them, and those that were refused."
      >
        <Aside>
          {events.lastMinute} in the last minute, {events.refusedLastHour} refused in the hour
        </Aside>
      </Stat>
      <Stat
        label="Waiting to be scored"
        value={events.owed}
        formula="Events that are accepted and kept, and whose score has not been counted yet."
      >
        <Aside>
          {events.oldestOwedMs === null ? 'None waits' : `The oldest for ${durationText(events.oldestOwedMs)}`}
        </Aside>
      </Stat>
      {queue && (
        <>
          <Stat
            label="Steps due"
            value={queue.due}
            formula="Steps of durable work, of the whole installation, whose moment has come and that nobody works on yet."
          >
            <Aside>
              {queue.oldestDueMs === null ? 'None waits' : `The oldest for ${durationText(queue.oldestDueMs)}`},{' '}
              {queue.underWay} under way
            </Aside>
          </Stat>
          <Stat
            label="Open runs"
            value={queue.openRuns}
            href={`/${org.slug}/system?status=running#runs`}
            formula="Runs of this organization that have not ended: worked on, sleeping, or waiting for an event."
          >
            <Aside>{queue.failedRuns} failed and kept</Aside>
          </Stat>
        </>
      )}
      <Stat
        label="Processor"
        value={process.cpuCores * 100}
        format={(percent) => `${percent.toFixed(0)} %`}
        formula="Of one core, in the last seconds: the process that answers this page."
      >
        <Aside>The loop was held up {durationText(process.eventLoopDelayMs)} at most</Aside>
      </Stat>
      <Stat
        label="Memory"
        value={process.memoryBytes}
        format={bytesText}
        formula="What the process that answers this page holds of the machine’s memory."
      >
        <Aside>Up for {durationText(process.uptimeSeconds * 1_000)}</Aside>
      </Stat>
    </Tiles>
  );
}

function Tiles({ children }: { children: React.ReactNode }) {
  return <div className="grid grid-cols-2 gap-2 md:grid-cols-3 xl:grid-cols-6">{children}</div>;
}

function Aside({ children }: { children: React.ReactNode }) {
  return <p className="text-xs text-faint">{children}</p>;
}
