'use client';

import { useQuery } from '@tanstack/react-query';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { PermissionGate, ReadOnlyNote } from '@/components/shell/permission-gate';
import { useWorkspace } from '@/components/shell/workspace';
import { Card } from '@/components/ui/card';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { OrganizationForm } from './organization-form';
import { RemoveOrganization } from './remove-organization';

export function OrganizationSettings() {
  return (
    <Page width="narrow">
      <PageHeader title="Organization" description="Who you are, when your days begin, and what is kept." />
      <PermissionGate needs="settings:read" what="the organization's settings">
        <ReadOnlyNote needs="settings:write">Only admins change these settings.</ReadOnlyNote>
        <Settings />
      </PermissionGate>
    </Page>
  );
}

function Settings() {
  const api = useApi();
  const { can } = useWorkspace();
  const organization = useQuery(api.identity.getOrganization.queryOptions());
  useLiveRefresh('settings', [api.identity.getOrganization.key()]);
  if (organization.isPending) return <FormSkeleton />;
  if (organization.isError)
    return <QueryFailure error={organization.error} what="the settings" onRetry={() => organization.refetch()} />;
  return (
    <div className="grid grid-cols-1 gap-4">
      <OrganizationForm organization={organization.data} />
      {can('organization:delete') && <RemoveOrganization organization={organization.data} />}
    </div>
  );
}

function FormSkeleton() {
  return (
    <Card>
      <div role="status" className="grid gap-5 py-2 md:grid-cols-2">
        <span className="sr-only">Loading…</span>
        {['name', 'address', 'domain', 'zone', 'currency', 'week', 'percent', 'retention'].map((field) => (
          <div key={field} className="grid gap-2">
            <Skeleton className="h-3.5 w-28" />
            <Skeleton className="h-8 w-full" />
          </div>
        ))}
      </div>
    </Card>
  );
}
