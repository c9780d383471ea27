'use client';

import { useQuery } from '@tanstack/react-query';
import { PartyPopper } from 'lucide-react';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { EmptyState } from '@/components/ui/empty-state';
import { SkeletonRows } from '@/components/ui/skeleton';
import { LeadName } from './lead-name';
import { LiveScore } from './live-score';
import { STAGE_NAMES } from './names';
import { RiskText } from './risk-text';
import { StageMark } from './stage-badge';

/** Warm or better leads that are about to go cold, riskiest first, each with the reasons. */
export function NeedsAttention({ limit }: { limit: number }) {
  const api = useApi();
  const query = useQuery(api.leads.needingAttention.queryOptions({ input: { limit } }));
  useLiveRefresh('leads', [api.leads.needingAttention.key()]);
  useLiveRefresh('settings', [api.leads.needingAttention.key()]);
  // An entry is nearly two rows high.
  if (query.isPending) return <SkeletonRows rows={Math.ceil(limit * 1.7)} columns={2} />;
  if (query.data === undefined)
    return <QueryFailure error={query.error} what="leads needing attention" onRetry={() => void query.refetch()} />;
  if (query.data.items.length === 0)
    return (
      <EmptyState icon={<PartyPopper aria-hidden />} title="Nobody is waiting">
        Warm leads that fall silent, bounce or unsubscribe are listed here.
      </EmptyState>
    );
  return (
    <ol aria-label="Leads needing attention" className="divide-y">
      {query.data.items.map((lead) => (
        <li key={lead.id} className="grid grid-cols-1 gap-0.5 px-4 py-2">
          <div className="flex items-center gap-2">
            <span title={STAGE_NAMES[lead.stage]}>
              <StageMark stage={lead.stage} />
              <span className="sr-only">{STAGE_NAMES[lead.stage]}</span>
            </span>
            <LeadName lead={lead} className="flex-1" />
            <span className="flex shrink-0 items-center gap-1 text-xs">
              <span className="text-faint">Risk</span>
              <RiskText risk={lead.risk} className="font-medium" />
            </span>
            <LiveScore leadId={lead.id} score={lead.score} className="shrink-0 font-medium" />
          </div>
          <p className="pl-5 text-xs text-muted">{lead.riskReasons.join(' · ')}</p>
        </li>
      ))}
    </ol>
  );
}
