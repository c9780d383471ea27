'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { FormFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { formatNumber } from '@/components/ui/format-number';
import { toast } from '@/components/ui/toaster';

/** Lets every failed run of the organization go on; not shown while there is none. */
export function RetryFailed() {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const metrics = useQuery(api.system.getMetrics.queryOptions());
  const failed = metrics.data?.queue?.failedRuns ?? 0;
  const retry = useMutation(
    api.system.retryFailedRuns.mutationOptions({
      onSuccess: ({ retried, more }) => {
        setAsking(false);
        toast.success(
          `${runs(retried)} ${retried === 1 ? 'goes' : 'go'} on${more ? '; there are more, retry again' : ''}`,
        );
        return queryClient.invalidateQueries({ queryKey: api.system.key() });
      },
    }),
  );
  if (!can('system:run') || (failed === 0 && !asking)) return null;
  return (
    <>
      <Button size="sm" icon={<RotateCcw />} onClick={() => setAsking(true)}>
        Retry {failed === 1 ? 'the failed run' : `all ${formatNumber(failed)} that failed`}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          retry.reset();
        }}
        title={`Retry ${runs(failed)}?`}
        confirmLabel="Retry"
        tone="primary"
        pending={retry.isPending}
        onConfirm={() => retry.mutate({})}
        error={<FormFailure error={retry.error} />}
      >
        Each goes on from the step it failed in, with all its attempts. What its steps have done stays done and is not
        done again.
      </ConfirmDialog>
    </>
  );
}

const runs = (count: number) => `${formatNumber(count)} ${count === 1 ? 'run' : 'runs'}`;
