'use client';

import type { ReactNode } from 'react';
import type { Lead } from '@/lib/leads/contract';
import { LeadName } from './lead-name';
import { LiveScore } from './live-score';
import { STAGE_NAMES } from './names';
import { StageMark } from './stage-badge';

interface LeadLinesProps {
  label: string;
  leads: readonly Lead[];
  /** Shown when there are none. */
  none?: ReactNode;
}

/** Leads in short: stage, name, score. */
export function LeadLines({ label, leads, none = 'No leads yet.' }: LeadLinesProps) {
  if (leads.length === 0) return <p className="px-4 py-3 text-sm text-muted">{none}</p>;
  return (
    <ol aria-label={label} className="divide-y">
      {leads.map((lead) => (
        <li key={lead.id} className="flex h-9 items-center gap-2 px-4">
          <span title={STAGE_NAMES[lead.stage]}>
            <StageMark stage={lead.stage} />
            <span className="sr-only">{STAGE_NAMES[lead.stage]}</span>
          </span>
          <LeadName lead={lead} className="flex-1" />
          <LiveScore leadId={lead.id} score={lead.score} className="shrink-0 font-medium" />
        </li>
      ))}
    </ol>
  );
}
