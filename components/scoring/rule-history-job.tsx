'use client';

import { useQuery } from '@tanstack/react-query';
import { useApi } from '@/components/api/provider';
import { JobLine } from '@/components/jobs/job-line';
import { useLiveRefresh } from '@/components/live/use-live';
import { useWorkspace } from '@/components/shell/workspace';
import { useNow } from '@/components/ui/use-now';

const REPORT_SHOWN_MS = 3_600_000;

/** The rule that is being applied to history, and for an hour what came of it. */
export function RuleHistoryJob() {
  const api = useApi();
  const nowMs = useNow();
  const { can } = useWorkspace();
  const jobs = useQuery(
    api.jobs.listJobs.queryOptions({
      input: { kind: 'apply-rule-to-history', limit: 1 },
      enabled: can('jobs:read'),
    }),
  );
  useLiveRefresh('jobs', [api.jobs.key()]);
  const job = jobs.data?.items[0];
  if (!job || nowMs === null) return null;
  if (job.endedAt !== null && nowMs - Date.parse(job.endedAt) > REPORT_SHOWN_MS) return null;
  return (
    <div className="border-b bg-sunken/40 px-4 py-3">
      <JobLine job={job} />
    </div>
  );
}
