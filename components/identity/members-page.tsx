'use client';

import { UserPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { PermissionGate, ReadOnlyNote } from '@/components/shell/permission-gate';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Page, PageHeader } from '@/components/ui/page-header';
import { useNewInUrl } from '@/components/ui/use-new-in-url';
import { InvitationsCard } from './invitations-card';
import { MembersCard } from './members-card';

const InviteDialog = dynamic(() => import('./invite-dialog').then((module) => module.InviteDialog), { ssr: false });

export function MembersPage() {
  const { can } = useWorkspace();
  const [inviting, setInviting] = useNewInUrl();
  const manages = can('members:write');
  return (
    <Page width="narrow">
      <PageHeader
        title="Members"
        description="Who works here and what each may do."
        actions={
          manages && (
            <Button variant="primary" icon={<UserPlus />} onClick={() => setInviting(true)}>
              Invite
            </Button>
          )
        }
      />
      <PermissionGate needs="team:read" what="the members">
        <ReadOnlyNote needs="members:write">Only admins invite people and change roles.</ReadOnlyNote>
        <div className="grid grid-cols-1 gap-4">
          <MembersCard />
          {manages && <InvitationsCard />}
        </div>
      </PermissionGate>
      {inviting && manages && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}
