'use client';

import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { PermissionGate } from '@/components/shell/permission-gate';
import { useWorkspace } from '@/components/shell/workspace';
import { Page, PageHeader } from '@/components/ui/page-header';
import { LeadView } from './lead-view';

export function LeadPage({ leadId }: { leadId: string }) {
  const { org, can } = useWorkspace();
  const router = useRouter();
  if (!can('leads:read'))
    return (
      <Page>
        <PageHeader title="Lead" />
        <PermissionGate needs="leads:read" what="leads">
          {null}
        </PermissionGate>
      </Page>
    );
  return (
    <Page>
      <Link
        href={`/${org.slug}/leads`}
        className="mb-2 inline-flex items-center gap-1 rounded-sm text-xs text-muted hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-3.5" />
        Leads
      </Link>
      <LeadView
        key={leadId}
        leadId={leadId}
        layout="page"
        onMoved={(becameId) => router.replace(`/${org.slug}/leads/${becameId}${window.location.search}`)}
      />
    </Page>
  );
}
