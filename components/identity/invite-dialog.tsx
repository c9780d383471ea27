'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { FormFailure } from '@/components/api/failure';
import { placeFormError } from '@/components/api/form-errors';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Moment } from '@/components/ui/time-ago';
import { ROLES, type Role } from '@/lib/tenancy/permissions';
import { InvitationMailNotice } from './invitation-mail';
import type { Invitation } from './member';
import { ROLE_WORDS } from './role-words';

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<(Invitation & { link: string }) | null>(null);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      dismissible={made === null}
      title={made ? 'The invitation is ready' : 'Invite somebody'}
      description={
        made ? 'Copy the link now; it is not shown again.' : 'Makes a link, good for one person and seven days.'
      }
      footer={made && <Button onClick={onClose}>Done</Button>}
    >
      {made ? <InvitationLink invitation={made} /> : <InviteForm onMade={setMade} onCancel={onClose} />}
    </Dialog>
  );
}

interface InviteFormProps {
  onMade: (invitation: Invitation & { link: string }) => void;
  onCancel: () => void;
}

function InviteForm({ onMade, onCancel }: InviteFormProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const create = useMutation(api.identity.createInvitation.mutationOptions());
  const [failure, setFailure] = useState<unknown>(null);
  const { register, handleSubmit, formState, setError, control } = useForm<{ email: string; role: Role }>({
    defaultValues: { email: '', role: 'rep' },
  });
  const { errors, isSubmitting } = formState;
  const [role, email] = useWatch({ control, name: ['role', 'email'] });

  const submit = handleSubmit(async ({ email, role }) => {
    setFailure(null);
    try {
      const invitation = await create.mutateAsync({ role, ...(email.trim() ? { email: email.trim() } : {}) });
      onMade(invitation);
      await queryClient.invalidateQueries({ queryKey: api.identity.listInvitations.key() });
    } catch (error) {
      setFailure(placeFormError(error, setError, ['email', 'role']));
    }
  });

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label="Role" hint={ROLE_WORDS[role].does} error={errors.role?.message}>
        <Select {...register('role')}>
          {ROLES.map((choice) => (
            <option key={choice} value={choice}>
              {ROLE_WORDS[choice].label}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label="E-mail address"
        optional
        hint="With it, the link is mailed there and only this person can use it. Without it, you send the link yourself."
        error={errors.email?.message}
      >
        <Input
          type="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          {...register('email', {
            validate: (email) =>
              email.trim() === '' ||
              /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ||
              'This is not an e-mail address.',
          })}
        />
      </Field>
      <FormFailure error={failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" pending={isSubmitting}>
          {email.trim() === '' ? 'Make the link' : 'Send the invitation'}
        </Button>
      </div>
    </form>
  );
}

function InvitationLink({ invitation }: { invitation: Invitation & { link: string } }) {
  return (
    <div className="grid gap-3">
      <InvitationMailNotice invitation={invitation} />
      <Field label="Link">
        <Input readOnly value={invitation.link} onFocus={(event) => event.target.select()} className="font-mono" />
      </Field>
      <div>
        <CopyButton text={invitation.link} label="Copy the link" size="md" variant="primary" />
      </div>
      <p className="text-xs text-faint">
        For {invitation.email ?? 'anybody who has it'}, as {ROLE_WORDS[invitation.role].label}, until{' '}
        <Moment moment={invitation.expiresAt} />.
      </p>
    </div>
  );
}
