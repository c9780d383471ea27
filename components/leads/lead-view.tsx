'use client';

import { useQuery } from '@tanstack/react-query';
import { UserRoundX } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, useQueryState } from 'nuqs';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { isApiError } from '@/components/api/api-error';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { useScore } from '@/components/scoring/use-score';
import { WhyScore } from '@/components/scoring/why-score';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { leadLabel } from './lead-label';
import { LeadProfile } from './lead-profile';
import { LeadStanding } from './lead-standing';
import { LeadViewSkeleton } from './lead-view-skeleton';
import { Timeline } from './timeline';
import { useLeadCommands } from './use-lead-commands';
import { useNoteChanges } from './use-note-changes';

interface LeadViewProps {
  leadId: string;
  /** A page has a heading of its own and two columns as soon as they fit; a panel stands under the sheet's title. */
  layout: 'page' | 'panel';
  /** The lead was joined into this one. */
  onMoved: (leadId: string) => void;
}

/** Everything known about one lead, and why its score is what it is. */
export function LeadView({ leadId, layout, onMoved }: LeadViewProps) {
  const api = useApi();
  const lead = useQuery(api.leads.getLead.queryOptions({ input: { id: leadId } }));
  const score = useScore(leadId);
  const { target, showEvent } = useEventTarget();
  const whyScore = useRef<HTMLDivElement>(null);
  const showWhy = useCallback(() => {
    whyScore.current?.scrollIntoView({ block: 'start' });
    whyScore.current?.focus({ preventScroll: true });
  }, []);
  useLeadCommands(lead.data, { onWhy: showWhy, isPage: layout === 'page' });
  useNoteChanges();
  useLiveRefresh(
    'leads',
    [
      api.leads.getLead.key({ input: { id: leadId } }),
      api.leads.getTimeline.key({ input: { id: leadId } }),
      api.scoring.getScore.key({ input: { id: leadId } }),
    ],
    ({ leads, merged, more }) =>
      more ||
      leads.some((changed) => changed.leadId === leadId) ||
      merged.some(({ from, into }) => from === leadId || into === leadId),
  );

  const becameId = lead.data && lead.data.id !== leadId ? lead.data.id : null;
  const tellMoved = useEffectEvent((id: string) => onMoved(id));
  useEffect(() => {
    if (becameId !== null) tellMoved(becameId);
  }, [becameId]);

  if (lead.isPending || becameId !== null) return <LeadViewSkeleton layout={layout} />;
  if (lead.data === undefined) {
    if (isApiError(lead.error) && lead.error.status < 500 && ['NOT_FOUND', 'VALIDATION'].includes(lead.error.code))
      return <NoSuchLead layout={layout} />;
    return (
      <>
        {layout === 'page' && <h1 className="sr-only">Lead</h1>}
        <QueryFailure error={lead.error} what="this lead" onRetry={() => void lead.refetch()} />
      </>
    );
  }
  const types = score.summary?.contributions.map(({ eventType }) => eventType) ?? [];
  return (
    <div className="grid grid-cols-1 gap-4">
      {layout === 'page' && (
        <h1 dir="auto" className="text-left text-xl font-semibold tracking-tight break-words">
          {leadLabel(lead.data)}
        </h1>
      )}
      <LeadStanding lead={lead.data} />
      <div
        className={cx(
          'grid items-start gap-4',
          layout === 'page'
            ? 'lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]'
            : 'lg:grid-cols-[minmax(0,23rem)_minmax(0,1fr)]',
        )}
      >
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <LeadProfile lead={lead.data} />
          <div ref={whyScore} tabIndex={-1} className="scroll-mt-16 rounded-lg md:scroll-mt-4">
            <WhyScore leadId={leadId} score={score} onShowEvent={showEvent} />
          </div>
        </div>
        <Timeline leadId={leadId} total={lead.data.eventCount} types={types} target={target} />
      </div>
    </div>
  );
}

/** The event of the timeline that was asked for, kept in the URL so that a step of the score can be linked to. */
function useEventTarget() {
  const [eventId, setEventId] = useQueryState('event', parseAsString);
  const [asked, setAsked] = useState(0);
  const showEvent = (id: string) => {
    void setEventId(id);
    setAsked((count) => count + 1);
  };
  return { target: eventId === null ? null : { eventId, asked }, showEvent };
}

function NoSuchLead({ layout }: Pick<LeadViewProps, 'layout'>) {
  const Heading = layout === 'page' ? 'h1' : 'h2';
  const { org } = useWorkspace();
  return (
    <EmptyState
      icon={<UserRoundX aria-hidden />}
      title={<Heading>There is no lead at this address</Heading>}
      action={
        <Button asChild>
          <Link href={`/${org.slug}/leads`}>All leads</Link>
        </Button>
      }
    >
      The link may be incomplete, or the lead belongs to another organization.
    </EmptyState>
  );
}
