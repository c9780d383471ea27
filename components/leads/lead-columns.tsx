import type { ReactNode } from 'react';
import { formatNumber } from '@/components/ui/format-number';
import { TimeAgo } from '@/components/ui/time-ago';
import { Truncate } from '@/components/ui/truncate';
import type { Lead } from '@/lib/leads/contract';
import { LiveScore } from './live-score';
import { type LeadSort, STATUS_NAMES } from './names';
import { RiskText } from './risk-text';
import { StageBadge } from './stage-badge';

export interface LeadColumn {
  id: string;
  heading: string;
  /** What the figure means, where the heading is too short to say it. */
  hint?: string;
  /** The order this column's heading chooses. */
  sort?: LeadSort;
  numeric?: boolean;
  widthPx: number;
  cell: (lead: Lead) => ReactNode;
}

/** The columns after the name. */
export const LEAD_COLUMNS: readonly LeadColumn[] = [
  {
    id: 'score',
    heading: 'Score',
    sort: 'score',
    numeric: true,
    widthPx: 92,
    cell: (lead) => <LiveScore leadId={lead.id} score={lead.score} className="font-medium" />,
  },
  { id: 'stage', heading: 'Stage', widthPx: 112, cell: (lead) => <StageBadge stage={lead.stage} /> },
  {
    id: 'velocity',
    heading: '24 h',
    hint: 'Velocity: events of the last 24 hours, at most 10',
    numeric: true,
    widthPx: 64,
    cell: (lead) => <span className={lead.velocity === 0 ? 'text-faint' : ''}>{lead.velocity}</span>,
  },
  {
    id: 'risk',
    heading: 'Risk',
    hint: 'Risk of going cold, 0–100',
    numeric: true,
    widthPx: 72,
    cell: (lead) => <RiskText risk={lead.risk} />,
  },
  { id: 'status', heading: 'Status', widthPx: 116, cell: (lead) => STATUS_NAMES[lead.status] },
  {
    id: 'activity',
    heading: 'Last activity',
    sort: 'activity',
    widthPx: 124,
    cell: (lead) =>
      lead.lastEventAt === null ? <None /> : <TimeAgo moment={lead.lastEventAt} className="text-muted" />,
  },
  {
    id: 'events',
    heading: 'Events',
    numeric: true,
    widthPx: 80,
    cell: (lead) => formatNumber(lead.eventCount),
  },
  { id: 'email', heading: 'E-mail', widthPx: 220, cell: (lead) => <Text value={lead.email} /> },
  { id: 'company', heading: 'Company', widthPx: 180, cell: (lead) => <Text value={lead.company} /> },
  { id: 'source', heading: 'First source', widthPx: 140, cell: (lead) => <Text value={lead.firstSource} /> },
  {
    id: 'created',
    heading: 'Created',
    sort: 'created',
    widthPx: 124,
    cell: (lead) => <TimeAgo moment={lead.createdAt} className="text-muted" />,
  },
];

function Text({ value }: { value: string | null }) {
  return value === null ? <None /> : <Truncate text={value} className="text-left!" />;
}

function None() {
  return (
    <span className="text-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">none</span>
    </span>
  );
}
