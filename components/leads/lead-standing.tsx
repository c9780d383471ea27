import { Badge } from '@/components/ui/badge';
import { TimeAgo } from '@/components/ui/time-ago';
import type { LeadDetail } from '@/lib/leads/contract';
import { LiveScore } from './live-score';
import { STATUS_NAMES } from './names';
import { RiskText } from './risk-text';
import { StageBadge } from './stage-badge';
import { StandingItem, velocityText } from './standing-item';

/** Where the lead stands now: score, stage, velocity, and the risk with its reasons. */
export function LeadStanding({ lead }: { lead: LeadDetail }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 rounded-lg border bg-raised px-4 py-3 sm:flex sm:flex-wrap">
      <StandingItem name="Score">
        <LiveScore leadId={lead.id} score={lead.score} className="-ml-1 text-xl font-semibold tracking-tight" />
      </StandingItem>
      <StandingItem name="Stage">
        <StageBadge stage={lead.stage} />
      </StandingItem>
      <StandingItem name="Velocity">{velocityText(lead.velocity)}</StandingItem>
      <StandingItem name="Status">
        <Badge tone="outline">{STATUS_NAMES[lead.status]}</Badge>
      </StandingItem>
      <StandingItem name="Last activity">
        {lead.lastEventAt === null ? 'None yet' : <TimeAgo moment={lead.lastEventAt} />}
      </StandingItem>
      <StandingItem name="Risk of going cold" className="col-span-2 min-w-0 sm:flex-1 sm:basis-48">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <RiskText risk={lead.risk} className="font-medium" />
          <span className="text-xs text-muted">
            {lead.riskReasons.length === 0 ? 'Nothing points to it' : lead.riskReasons.join(' · ')}
          </span>
        </span>
      </StandingItem>
    </dl>
  );
}
