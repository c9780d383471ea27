'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { PermissionGate } from '@/components/shell/permission-gate';
import { Card } from '@/components/ui/card';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Tabs } from '@/components/ui/tabs';
import { LeadsByStage } from './leads-by-stage';
import { NeedsAttention } from './needs-attention';
import { TopLeads } from './top-leads';
import { useNoteChanges } from './use-note-changes';

const TABS = ['top', 'stages', 'attention'] as const;

export function LeaderboardPage() {
  return (
    <Page>
      <PageHeader title="Leaderboard" description="Leads by intent score, decayed to this moment." />
      <PermissionGate needs="dashboard:read" what="the leaderboard">
        <Boards />
      </PermissionGate>
    </Page>
  );
}

function Boards() {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('top'));
  useNoteChanges();
  return (
    <Tabs
      label="Leaderboards"
      value={tab}
      onValueChange={(value) => void setTab(TABS.find((candidate) => candidate === value) ?? null)}
      tabs={[
        { value: 'top', label: 'Top leads', content: <TopLeads /> },
        { value: 'stages', label: 'By stage', content: <LeadsByStage /> },
        {
          value: 'attention',
          label: 'Needs attention',
          content: (
            <Card title="About to go cold" description="Warm or better, not closed or lost; the riskiest first." flush>
              <NeedsAttention limit={50} />
            </Card>
          ),
        },
      ]}
    />
  );
}
