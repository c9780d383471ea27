'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { QueryFailure } from '@/components/api/failure';
import { failureText } from '@/components/api/failure-text';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DataCard, DataList } from '@/components/ui/data-list';
import { formatNumber } from '@/components/ui/format-number';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Cell, HeadCell, Row, Table, TableHead } from '@/components/ui/table';
import { TimeAgo } from '@/components/ui/time-ago';
import { toast } from '@/components/ui/toaster';
import type { Worker } from '@/lib/system/contract';
import { durationText } from './duration-text';
import { NextRun } from './next-run';
import { REFRESH_EVERY_MS } from './refresh';
import { workerWords } from './status-words';

/** What runs by the clock: when it ran last and runs next, how it went, and a way to run it now. */
export function WorkersCard() {
  const workers = useQuery(useApi().system.listWorkers.queryOptions({ refetchInterval: REFRESH_EVERY_MS }));
  return (
    <Card
      title="Workers"
      description="What runs by the clock, for the whole installation. Each can be run out of its turn, at most once a minute."
      flush
    >
      {workers.isPending ? (
        <SkeletonRows rows={7} columns={5} />
      ) : workers.data === undefined ? (
        <QueryFailure error={workers.error} what="the workers" onRetry={() => void workers.refetch()} />
      ) : (
        <>
          <WorkerTable workers={workers.data.workers} />
          <DataList label="Workers" className="lg:hidden">
            {workers.data.workers.map((worker) => (
              <DataCard
                key={worker.name}
                title={<code className="font-mono text-xs">{worker.name}</code>}
                subtitle={worker.does}
                trailing={<Standing worker={worker} />}
                actions={
                  <>
                    <span className="flex-1 text-xs text-faint">
                      <Last worker={worker} /> · next <NextRun moment={worker.nextRun} />
                    </span>
                    <RunNow worker={worker} />
                  </>
                }
              >
                {worker.lastError !== null && <p className="text-xs text-danger-text">{worker.lastError}</p>}
              </DataCard>
            ))}
          </DataList>
        </>
      )}
    </Card>
  );
}

function WorkerTable({ workers }: { workers: readonly Worker[] }) {
  return (
    <div className="max-lg:hidden">
      <Table label="Workers" className="table-fixed">
        <TableHead>
          <HeadCell>Worker</HeadCell>
          <HeadCell className="w-28">Schedule</HeadCell>
          <HeadCell className="w-36">Last run</HeadCell>
          <HeadCell className="w-28">Next run</HeadCell>
          <HeadCell numeric className="w-24">
            Runs, 7 days
          </HeadCell>
          <HeadCell numeric className="w-20">
            Errors
          </HeadCell>
          <HeadCell className="w-24">State</HeadCell>
          <HeadCell className="w-28">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </TableHead>
        <tbody>
          {workers.map((worker) => (
            <Row key={worker.name} className="align-top">
              <Cell>
                <code className="font-mono text-xs">{worker.name}</code>
                <p className="text-xs text-muted">{worker.does}</p>
                {worker.lastError !== null && (
                  <p className="text-xs text-danger-text">
                    {worker.lastError} The cause is in the log under{' '}
                    <code className="font-mono">{worker.lastRunId}</code>.
                  </p>
                )}
              </Cell>
              <Cell>
                <code title="Five fields of cron, by UTC" className="font-mono text-xs">
                  {worker.pattern}
                </code>
              </Cell>
              <Cell className="text-muted">
                <Last worker={worker} />
              </Cell>
              <Cell className="text-muted">
                <NextRun moment={worker.nextRun} />
              </Cell>
              <Cell numeric>{formatNumber(worker.runCount)}</Cell>
              <Cell numeric className={worker.errorCount > 0 ? 'text-danger-text' : undefined}>
                {formatNumber(worker.errorCount)}
              </Cell>
              <Cell>
                <Standing worker={worker} />
              </Cell>
              <Cell numeric>
                <RunNow worker={worker} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Standing({ worker }: { worker: Worker }) {
  const { label, tone } = workerWords(worker);
  return <Badge tone={tone}>{label}</Badge>;
}

function Last({ worker: { lastRun, lastDurationMs } }: { worker: Worker }) {
  if (lastRun === null) return 'Never';
  return (
    <>
      <TimeAgo moment={lastRun} />
      {lastDurationMs !== null && <span className="text-faint">, {durationText(lastDurationMs)}</span>}
    </>
  );
}

function RunNow({ worker: { name } }: { worker: Worker }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const run = useMutation(
    api.system.runWorker.mutationOptions({
      onSuccess: () => {
        toast.success(`${name} was asked to run`);
        return queryClient.invalidateQueries({ queryKey: api.system.listWorkers.key() });
      },
      onError: (error) => toast.error(`${name} was not asked. ${failureText(error)}`),
    }),
  );
  if (!can('system:run')) return null;
  return (
    <Button
      size="sm"
      icon={<Play />}
      pending={run.isPending}
      aria-label={`Run now: ${name}`}
      onClick={() => run.mutate({ name })}
    >
      Run now
    </Button>
  );
}
