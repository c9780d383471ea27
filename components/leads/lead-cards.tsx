'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { cx } from '@/components/ui/class-names';
import { TimeAgo } from '@/components/ui/time-ago';
import { Truncate } from '@/components/ui/truncate';
import { leadLabel, leadSubtitle } from './lead-label';
import { LeadLink } from './lead-link';
import type { LeadListProps } from './lead-table';
import { LiveScore } from './live-score';
import { STATUS_NAMES } from './names';
import { RiskText } from './risk-text';
import { StageBadge } from './stage-badge';
import { useLoadNearEnd } from './use-load-near-end';

const CARD_PX = 88;

/** The same list for narrow screens: a card for each lead. */
export function LeadCards({ leads, activeId, onActive, hrefOf, onOpen, onNearEnd, stale }: LeadListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: leads.length,
    getScrollElement: () => frame.current,
    estimateSize: () => CARD_PX,
    getItemKey: (index) => leads[index]?.id ?? index,
    overscan: 8,
  });
  const cards = virtualizer.getVirtualItems();
  useLoadNearEnd(cards.at(-1)?.index, leads.length, onNearEnd);
  return (
    <div ref={frame} data-lead-list className="min-h-0 flex-1 overflow-y-auto overscroll-contain border-y">
      <ul
        aria-label="Leads"
        aria-busy={stale}
        className={cx('relative', stale && 'opacity-60')}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {cards.map(({ index, key, start }) => {
          const lead = leads[index];
          if (!lead) return null;
          const subtitle = leadSubtitle(lead);
          return (
            <li
              key={key}
              className="absolute inset-x-0 top-0 border-b"
              style={{ height: CARD_PX, transform: `translateY(${start}px)` }}
            >
              <LeadLink
                id={lead.id}
                href={hrefOf(lead.id)}
                focused={lead.id === activeId}
                tabbable
                onFocus={onActive}
                onOpen={onOpen}
                className="flex h-full flex-col justify-center gap-1.5 px-4 outline-offset-[-2px] active:bg-sunken"
              >
                <span className="flex items-center gap-3">
                  <Truncate
                    text={leadLabel(lead)}
                    className={cx('flex-1 text-left!', lead.known ? 'font-medium' : 'text-muted')}
                  />
                  <LiveScore leadId={lead.id} score={lead.score} className="shrink-0 font-semibold" />
                </span>
                {subtitle && <Truncate text={subtitle} className="text-left! text-xs text-muted" />}
                <span className="flex items-center gap-3 text-xs text-muted">
                  <StageBadge stage={lead.stage} />
                  <span className="truncate">{STATUS_NAMES[lead.status]}</span>
                  <span className="inline-flex shrink-0 items-center gap-1">
                    Risk <RiskText risk={lead.risk} />
                  </span>
                  {lead.lastEventAt !== null && <TimeAgo moment={lead.lastEventAt} className="ml-auto shrink-0" />}
                </span>
              </LeadLink>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
