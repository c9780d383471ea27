'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { useWorkspace } from '@/components/shell/workspace';
import { Card } from '@/components/ui/card';
import { formatNumber } from '@/components/ui/format-number';
import { SkeletonRows } from '@/components/ui/skeleton';
import { LeadLines } from './lead-lines';
import { STAGE_NAMES, STAGE_ORDER } from './names';
import { StageMark } from './stage-badge';

const BEST_OF_EACH = 10;
const GRID = 'grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-4';

/** The best leads of each stage, the highest stage first. */
export function LeadsByStage() {
  const api = useApi();
  const { org, can } = useWorkspace();
  const query = useQuery(api.leads.leaderboardByStage.queryOptions({ input: { limit: BEST_OF_EACH } }));
  useLiveRefresh('leads', [api.leads.leaderboardByStage.key()]);
  useLiveRefresh('settings', [api.leads.leaderboardByStage.key()]);
  if (query.isPending)
    return (
      <div className={GRID}>
        {[...STAGE_ORDER].reverse().map((stage) => (
          <Card key={stage} title={STAGE_NAMES[stage]} flush>
            <SkeletonRows rows={BEST_OF_EACH} columns={2} />
          </Card>
        ))}
      </div>
    );
  if (query.data === undefined)
    return <QueryFailure error={query.error} what="the stages" onRetry={() => void query.refetch()} />;
  return (
    <div className={GRID}>
      {query.data.stages.map(({ stage, count, leads }) => (
        <Card
          key={stage}
          flush
          title={
            <span className="flex items-center gap-2">
              <StageMark stage={stage} />
              {STAGE_NAMES[stage]}
              <span className="font-normal text-faint">{formatNumber(count)}</span>
            </span>
          }
        >
          <LeadLines label={STAGE_NAMES[stage]} leads={leads} none="No lead is in this stage now." />
          {can('leads:read') && count > leads.length && (
            <Link
              href={`/${org.slug}/leads?stage=${stage}`}
              className="flex h-9 items-center border-t px-4 text-sm text-muted outline-offset-[-2px] hover:bg-sunken hover:text-ink"
            >
              All {formatNumber(count)}
              <span className="sr-only"> {STAGE_NAMES[stage]} leads</span>
            </Link>
          )}
        </Card>
      ))}
    </div>
  );
}
