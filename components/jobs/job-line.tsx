'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, Download } from 'lucide-react';
import { useState } from 'react';
import { FormFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { formatNumber } from '@/components/ui/format-number';
import { Progress } from '@/components/ui/progress';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Job } from '@/lib/jobs/contract';
import { JOB_STATUS_WORDS, jobReport, jobTitle } from './job-words';

/** Long work on one line: how far it is, a way to cancel it, and in the end what came of it. */
export function JobLine({ job }: { job: Job }) {
  const { org } = useWorkspace();
  const { label, tone } = JOB_STATUS_WORDS[job.status];
  const isOpen = job.endedAt === null;
  return (
    <div className="grid grid-cols-1 gap-2">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <p dir="auto" className="min-w-0 flex-1 basis-52 text-left text-sm font-medium break-words">
          {jobTitle(job)}
        </p>
        <Badge tone={tone}>{label}</Badge>
      </div>
      {isOpen && <Progress label={jobTitle(job)} value={job.done} max={job.total} />}
      <div className="flex min-h-7 flex-wrap items-center gap-2">
        <p role={isOpen ? undefined : 'status'} className="min-w-0 flex-1 basis-52 text-xs break-words text-muted">
          {jobReport(job)} <TimeAgo moment={job.endedAt ?? job.requestedAt} className="text-faint" />
        </p>
        {job.failed > 0 && (
          <Button size="sm" asChild>
            <a href={`/api/jobs/${job.id}/failures/file?org=${org.id}`} download>
              <Download />
              {formatNumber(job.failed)} that failed, as CSV
            </a>
          </Button>
        )}
        {isOpen && job.status !== 'cancelling' && <CancelJob job={job} />}
      </div>
    </div>
  );
}

function CancelJob({ job }: { job: Job }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation(
    api.jobs.cancelJob.mutationOptions({
      onSuccess: () => setAsking(false),
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.jobs.key() }),
    }),
  );
  if (!can('jobs:cancel')) return null;
  return (
    <>
      <Button size="sm" icon={<Ban />} onClick={() => setAsking(true)}>
        Cancel
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          cancel.reset();
        }}
        title="Cancel this and take it back?"
        confirmLabel="Cancel and take back"
        pending={cancel.isPending}
        onConfirm={() => cancel.mutate({ id: job.id })}
        error={<FormFailure error={cancel.error} />}
      >
        {formatNumber(job.done)} of {job.total === null ? 'an unknown number' : formatNumber(job.total)} are done. They
        are put back as they were; then it is as if this had never been asked for.
      </ConfirmDialog>
    </>
  );
}
