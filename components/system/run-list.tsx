'use client';

import { Badge } from '@/components/ui/badge';
import { DataCard, DataList } from '@/components/ui/data-list';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Run } from '@/lib/system/contract';
import { durationText } from './duration-text';
import { NextRun } from './next-run';
import { functionName, RUN_WORDS } from './status-words';

interface RunListProps {
  runs: readonly Run[];
  /** Null where a run has nothing more to show. */
  onOpen: ((id: string) => void) | null;
}

export function RunList({ runs, onOpen }: RunListProps) {
  return (
    <DataList label="Runs">
      {runs.map((run) => (
        <DataCard
          key={run.id}
          title={
            onOpen ? (
              <button type="button" onClick={() => onOpen(run.id)} className="rounded-sm text-left hover:underline">
                {functionName(run.functionId)}
              </button>
            ) : (
              functionName(run.functionId)
            )
          }
          subtitle={<When run={run} />}
          trailing={<Badge tone={RUN_WORDS[run.status].tone}>{RUN_WORDS[run.status].label}</Badge>}
        >
          {run.error && run.status !== 'completed' && (
            <p dir="auto" className="line-clamp-2 text-left text-xs break-words text-danger-text">
              {run.error.message}
            </p>
          )}
        </DataCard>
      ))}
    </DataList>
  );
}

function When({ run }: { run: Run }) {
  const tookMs = run.startedAt && run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : null;
  return (
    <>
      <TimeAgo moment={run.createdAt} />
      {tookMs !== null && `, took ${durationText(tookMs)}`}
      {run.endedAt === null && run.nextAt !== null && (
        <>
          {' · goes on '}
          <NextRun moment={run.nextAt} />
        </>
      )}
      {run.revivals > 0 && ` · retried by hand ${run.revivals === 1 ? 'once' : `${run.revivals} times`}`}
      <span className="text-faint max-sm:hidden">
        {' · '}
        <code className="font-mono">{run.id}</code>
      </span>
    </>
  );
}
