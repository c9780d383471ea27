'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UserMinus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FormFailure } from '@/components/api/failure';
import { failureText } from '@/components/api/failure-text';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toaster';
import { ROLES, type Role } from '@/lib/tenancy/permissions';
import type { Member } from './member';
import { ROLE_WORDS } from './role-words';

/** The role; for those who manage members a choice that shows the new role at once and puts it back when refused. */
export function MemberRole({ member }: { member: Member }) {
  const api = useApi();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { can, user } = useWorkspace();
  const [steppingDown, setSteppingDown] = useState<Role | null>(null);
  const change = useMutation(
    api.identity.changeMemberRole.mutationOptions({
      onSuccess: (changed) => {
        toast.success(`${changed.name} is now ${ROLE_WORDS[changed.role].label}`);
        // One's own role decides what the rail shows.
        if (changed.userId === user.id) router.refresh();
      },
      onError: (error) => toast.error(`The role stays as it was. ${failureText(error)}`),
      onSettled: () => void queryClient.invalidateQueries({ queryKey: api.identity.listMembers.key() }),
    }),
  );
  if (!can('members:write')) return <span title={ROLE_WORDS[member.role].does}>{ROLE_WORDS[member.role].label}</span>;

  function choose(role: Role) {
    if (member.userId === user.id) setSteppingDown(role);
    else change.mutate({ id: member.id, role });
  }

  return (
    <>
      <Select
        size="sm"
        className="w-32"
        aria-label={`Role of ${member.name}`}
        value={change.isPending ? change.variables.role : member.role}
        disabled={change.isPending}
        onChange={(event) => {
          const role = ROLES.find((candidate) => candidate === event.target.value);
          if (role) choose(role);
        }}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {ROLE_WORDS[role].label}
          </option>
        ))}
      </Select>
      <ConfirmDialog
        open={steppingDown !== null}
        onOpenChange={() => setSteppingDown(null)}
        title="Change your own role?"
        confirmLabel="Change my role"
        onConfirm={() => {
          if (steppingDown) change.mutate({ id: member.id, role: steppingDown });
          setSteppingDown(null);
        }}
      >
        {steppingDown && (
          <>
            As {ROLE_WORDS[steppingDown].label} you could do less: {ROLE_WORDS[steppingDown].does.toLowerCase()}. Only
            another admin can change it back.
          </>
        )}
      </ConfirmDialog>
    </>
  );
}

export function RemoveMember({ member }: { member: Member }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can, org, user } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const self = member.userId === user.id;
  const remove = useMutation(
    api.identity.removeMember.mutationOptions({
      onSuccess: () => {
        if (self) return window.location.assign('/');
        setAsking(false);
        toast.success(`${member.name} was removed`);
        return queryClient.invalidateQueries({ queryKey: api.identity.listMembers.key() });
      },
    }),
  );
  if (!can('members:write')) return null;
  const title = self ? 'Leave the organization' : `Remove ${member.name}`;
  return (
    <>
      <Button variant="ghost" size="icon-sm" aria-label={title} title={title} onClick={() => setAsking(true)}>
        <UserMinus />
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          remove.reset();
        }}
        title={`${title}?`}
        confirmLabel={self ? 'Leave' : 'Remove'}
        pending={remove.isPending}
        onConfirm={() => remove.mutate({ id: member.id })}
        error={<FormFailure error={remove.error} />}
      >
        {self ? 'You lose' : 'They lose'} access to <bdi>{org.name}</bdi> with the next click. What was done here stays,
        and so do API keys.
      </ConfirmDialog>
    </>
  );
}
