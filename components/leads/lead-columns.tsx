import type { ReactNode } from 'react';
import { formatNumber } from '@/components/ui/format-number';
import { TimeAgo } from '@/components/ui/time-ago';
import { Truncate } from '@/components/ui/truncate';
import type { Lead } from '@/lib/leads/contract';
import { LiveScore } from './live-score';
import { COLUMN_NAMES, type LeadSort, STATUS_NAMES, type TableColumn } from './names';
import { RiskText } from './risk-text';
import { StageBadge } from './stage-badge';

export interface LeadColumn {
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
export const LEAD_COLUMNS: Readonly<Record<TableColumn, LeadColumn>> = {
  score: {
    heading: COLUMN_NAMES.score,
    sort: 'score',
    numeric: true,
    widthPx: 92,
    cell: (lead) => <LiveScore leadId={lead.id} score={lead.score} className="font-medium" />,
  },
  stage: { heading: COLUMN_NAMES.stage, widthPx: 112, cell: (lead) => <StageBadge stage={lead.stage} /> },
  velocity: {
    heading: '24 h',
    hint: 'Velocity: events of the last 24 hours, at most 10',
    numeric: true,
    widthPx: 64,
    cell: (lead) => <span className={lead.velocity === 0 ? 'text-faint' : ''}>{lead.velocity}</span>,
  },
  risk: {
    heading: COLUMN_NAMES.risk,
    hint: 'Risk of going cold, 0–100',
    numeric: true,
    widthPx: 72,
    cell: (lead) => <RiskText risk={lead.risk} />,
  },
  status: { heading: COLUMN_NAMES.status, widthPx: 116, cell: (lead) => STATUS_NAMES[lead.status] },
  activity: { heading: COLUMN_NAMES.activity, sort: 'activity', widthPx: 124, cell: (lead) => ago(lead.lastEventAt) },
  events: {
    heading: COLUMN_NAMES.events,
    numeric: true,
    widthPx: 80,
    cell: (lead) => formatNumber(lead.eventCount),
  },
  email: text('email', 220, (lead) => lead.email),
  company: text('company', 180, (lead) => lead.company),
  title: text('title', 160, (lead) => lead.title),
  phone: text('phone', 150, (lead) => lead.phone),
  website: text('website', 180, (lead) => lead.website),
  source: text('source', 140, (lead) => lead.firstSource),
  externalId: text('externalId', 160, (lead) => lead.externalId),
  known: {
    heading: 'Known',
    hint: 'Whether more than anonymous identifiers are known',
    widthPx: 104,
    cell: (lead) => (lead.known ? 'Known' : <span className="text-muted">Anonymous</span>),
  },
  firstSeen: { heading: COLUMN_NAMES.firstSeen, widthPx: 124, cell: (lead) => ago(lead.firstSeenAt) },
  created: { heading: COLUMN_NAMES.created, sort: 'created', widthPx: 124, cell: (lead) => ago(lead.createdAt) },
  id: text('id', 300, (lead) => lead.id),
};

function text(id: TableColumn, widthPx: number, value: (lead: Lead) => string | null): LeadColumn {
  return { heading: COLUMN_NAMES[id], widthPx, cell: (lead) => <Text value={value(lead)} /> };
}

function ago(moment: string | null): ReactNode {
  return moment === null ? <None /> : <TimeAgo moment={moment} className="text-muted" />;
}

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
