'use client';

import { PermissionGate, ReadOnlyNote } from '@/components/shell/permission-gate';
import { Page, PageHeader } from '@/components/ui/page-header';
import { RulesCard } from './rules-card';
import { SettingsCard } from './settings-card';

export function ScoringPage() {
  return (
    <Page width="narrow">
      <PageHeader
        title="Scoring"
        description="What each event is worth, when a lead changes stage, and how scores fade."
      />
      <PermissionGate needs="scoring:read" what="the scoring rules">
        <ReadOnlyNote needs="scoring:write">Only admins and managers change scoring.</ReadOnlyNote>
        <div className="grid gap-4">
          <RulesCard />
          <SettingsCard />
        </div>
      </PermissionGate>
    </Page>
  );
}
