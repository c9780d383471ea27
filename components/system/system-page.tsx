'use client';

import { SlidersHorizontal } from 'lucide-react';
import Link from 'next/link';
import { PermissionGate } from '@/components/shell/permission-gate';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Page, PageHeader } from '@/components/ui/page-header';
import { FailedMessagesCard } from './failed-messages-card';
import { HealthCard } from './health-card';
import { JobsCard } from './jobs-card';
import { LoadTiles } from './load-tiles';
import { RunsCard } from './runs-card';
import { SetAsideCard } from './set-aside-card';
import { WorkersCard } from './workers-card';

/** Whether everything works, what runs by the clock, and what became of every piece of durable work. */
export function SystemPage() {
  const { org, can } = useWorkspace();
  return (
    <Page>
      <PageHeader
        title="System"
        description="Whether each part works, what runs by the clock, and every piece of durable work with its steps. Refreshes by itself."
        actions={
          can('settings:write') && (
            <Button asChild>
              <Link href={`/${org.slug}/system/configuration`}>
                <SlidersHorizontal aria-hidden />
                Configuration
              </Link>
            </Button>
          )
        }
      />
      <PermissionGate needs="system:read" what="the state of the system">
        <div className="grid grid-cols-1 gap-4">
          <HealthCard />
          <LoadTiles />
          <SetAsideCard />
          <FailedMessagesCard />
          <RunsCard />
          {can('jobs:read') && <JobsCard />}
          <WorkersCard />
        </div>
      </PermissionGate>
    </Page>
  );
}
