import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { TimeAgo } from '@/components/ui/time-ago';
import type { LeadDetail } from '@/lib/leads/contract';
import { LiveScore } from './live-score';
import { STATUS_NAMES } from './names';
import { RiskText } from './risk-text';
import { StageBadge } from './stage-badge';

/** Where the lead stands now: score, stage, velocity, and the risk with its reasons. */
export function LeadStanding({ lead }: { lead: LeadDetail }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 rounded-lg border bg-raised px-4 py-3 sm:flex sm:flex-wrap">
      <Item name="Score">
        <LiveScore leadId={lead.id} score={lead.score} className="-ml-1 text-xl font-semibold tracking-tight" />
      </Item>
      <Item name="Stage">
        <StageBadge stage={lead.stage} />
      </Item>
      <Item name="Velocity">
        {lead.velocity === 10 ? '10 or more' : lead.velocity} {lead.velocity === 1 ? 'event' : 'events'} in 24 h
      </Item>
      <Item name="Status">
        <Badge tone="outline">{STATUS_NAMES[lead.status]}</Badge>
      </Item>
      <Item name="Last activity">{lead.lastEventAt === null ? 'None yet' : <TimeAgo moment={lead.lastEventAt} />}</Item>
      <Item name="Risk of going cold" className="col-span-2 min-w-0 sm:flex-1 sm:basis-48">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <RiskText risk={lead.risk} className="font-medium" />
          <span className="text-xs text-muted">
            {lead.riskReasons.length === 0 ? 'Nothing points to it' : lead.riskReasons.join(' · ')}
          </span>
        </span>
      </Item>
    </dl>
  );
}

function Item({ name, children, className }: { name: string; children: ReactNode; className?: string }) {
  return (
    <div className={className}>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="flex min-h-7 items-center text-sm">{children}</dd>
    </div>
  );
}
