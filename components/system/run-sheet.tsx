'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ban, RotateCcw } from 'lucide-react';
import { FormFailure, QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Fact, Facts } from '@/components/ui/data-list';
import { Notice } from '@/components/ui/notice';
import { Sheet } from '@/components/ui/sheet';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Moment } from '@/components/ui/time-ago';
import { toast } from '@/components/ui/toaster';
import type { RunInFull } from '@/lib/system/contract';
import { durationText } from './duration-text';
import { Json } from './json';
import { REFRESH_EVERY_MS } from './refresh';
import { RunSteps } from './run-steps';
import { functionName, RUN_WORDS } from './status-words';

/** One run beside the list: its steps, its attempts, and what can be done about it. */
export function RunSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const run = useQuery(
    useApi().system.getRun.queryOptions({
      input: { id },
      refetchInterval: ({ state }) => (state.data?.endedAt ? false : REFRESH_EVERY_MS / 2),
    }),
  );
  return (
    <Sheet open onOpenChange={onClose} title={run.data ? functionName(run.data.functionId) : 'Run'}>
      {run.isPending ? (
        <SkeletonRows rows={6} columns={2} />
      ) : run.data === undefined ? (
        <QueryFailure error={run.error} what="the run" onRetry={() => void run.refetch()} />
      ) : (
        <Details run={run.data} />
      )}
    </Sheet>
  );
}

function Details({ run }: { run: RunInFull }) {
  const { label, tone } = RUN_WORDS[run.status];
  return (
    <div className="grid grid-cols-1 gap-4 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>{label}</Badge>
        <Actions run={run} />
      </div>
      {run.error && run.status !== 'completed' && (
        <Notice tone={run.endedAt ? 'danger' : 'caution'}>
          <p className="font-medium">{run.error.name}</p>
          <p dir="auto" className="text-left">
            {run.error.message}
          </p>
        </Notice>
      )}
      <Facts>
        <Fact name="Begun">
          <Moment moment={run.createdAt} />
        </Fact>
        {run.endedAt && (
          <Fact name="Ended">
            <Moment moment={run.endedAt} />
            {run.startedAt && `, after ${durationText(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`}
          </Fact>
        )}
        {run.endedAt === null && run.nextAt && (
          <Fact name="Goes on">
            <Moment moment={run.nextAt} />
          </Fact>
        )}
        <Fact name="Id">
          <code className="font-mono text-xs break-all">{run.id}</code>
        </Fact>
        {run.revivals > 0 && (
          <Fact name="Retried by hand">{run.revivals === 1 ? 'Once' : `${run.revivals} times`}</Fact>
        )}
      </Facts>
      <RunSteps run={run} />
      <Json label={`What began it: ${run.event.name}`} value={run.event.data} />
      {run.status === 'completed' && <Json label="What it returned" value={run.output} />}
    </div>
  );
}

function Actions({ run }: { run: RunInFull }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const settled = () => queryClient.invalidateQueries({ queryKey: api.system.key() });
  const retry = useMutation(
    api.system.retryRun.mutationOptions({
      onSuccess: () => toast.success('The run goes on from the step it failed in'),
      onSettled: settled,
    }),
  );
  const cancel = useMutation(
    api.system.cancelRun.mutationOptions({
      onSuccess: () => toast.success('The run is cancelled; what it did stays'),
      onSettled: settled,
    }),
  );
  if (!can('system:run')) return null;
  return (
    <>
      {run.status === 'failed' && (
        <Button
          size="sm"
          variant="primary"
          icon={<RotateCcw />}
          pending={retry.isPending}
          onClick={() => retry.mutate({ id: run.id })}
        >
          Retry
        </Button>
      )}
      {run.endedAt === null && (
        <Button size="sm" icon={<Ban />} pending={cancel.isPending} onClick={() => cancel.mutate({ id: run.id })}>
          Cancel the run
        </Button>
      )}
      <FormFailure error={retry.error ?? cancel.error} />
    </>
  );
}
