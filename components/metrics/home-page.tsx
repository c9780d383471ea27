'use client';

import { useQuery } from '@tanstack/react-query';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { LeadLines } from '@/components/leads/lead-lines';
import { NeedsAttention } from '@/components/leads/needs-attention';
import { dayOf, formatDay } from '@/components/leads/timeline-days';
import { useNoteChanges } from '@/components/leads/use-note-changes';
import { useLiveRefresh } from '@/components/live/use-live';
import { Card } from '@/components/ui/card';
import { Page, PageHeader } from '@/components/ui/page-header';
import type { Home } from '@/lib/metrics/contract';
import { ActivityFeed } from './activity-feed';
import { EventsChart } from './events-chart';
import { FirstSteps } from './first-steps';
import { HomeSkeleton } from './home-skeleton';
import { StageShares } from './stage-shares';
import { Tiles } from './tiles';

/** What happened, who needs me, are we on track: on one screen, and up to date while one looks. */
export function HomePage() {
  const api = useApi();
  const home = useQuery(api.metrics.home.queryOptions({ refetchOnMount: 'always' }));
  useNoteChanges();
  useLiveRefresh('leads', [api.metrics.home.key()]);
  useLiveRefresh('rules', [api.metrics.home.key()]);
  useLiveRefresh('settings', [api.metrics.home.key()]);
  return (
    <Page>
      <PageHeader title="Home" description={home.data ? dayLine(home.data) : '\u00a0'} />
      {home.isPending ? (
        <HomeSkeleton />
      ) : home.data === undefined ? (
        <QueryFailure error={home.error} what="the figures" onRetry={() => void home.refetch()} />
      ) : (
        <HomeContent home={home.data} />
      )}
    </Page>
  );
}

function dayLine({ asOf, timeZone }: Home): string {
  const today = dayOf(Date.parse(asOf), timeZone);
  return `${formatDay(today, { weekday: 'long', day: 'numeric', month: 'long' })}, days as in ${timeZone.replaceAll('_', ' ')}`;
}

function HomeContent({ home }: { home: Home }) {
  return (
    <div className="grid grid-cols-1 gap-4">
      {!home.checklist.complete && <FirstSteps items={home.checklist.items} />}
      <Tiles tiles={home.tiles} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2 xl:grid-cols-3">
        <Card title="What happened" flush>
          <ActivityFeed recent={home.recent} timeZone={home.timeZone} />
        </Card>
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <Card title="Who needs you" flush>
            <NeedsAttention limit={5} />
          </Card>
          <Card title="Hottest leads" flush>
            <LeadLines label="Hottest leads" leads={home.hottest} />
          </Card>
        </div>
        <div className="grid min-w-0 grid-cols-1 gap-4 lg:max-xl:col-span-2 lg:max-xl:grid-cols-2">
          <Card title="On track">
            <EventsChart daily={home.daily} />
          </Card>
          <Card title="Stages">
            <StageShares stages={home.stages} />
          </Card>
        </div>
      </div>
    </div>
  );
}
