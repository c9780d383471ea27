'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { isApiError } from '@/components/api/api-error';
import { FormFailure, QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { signOut } from './auth-client';
import { withNext } from './next-path';
import { ROLE_WORDS } from './role-words';

interface InvitationProps {
  token: string;
  /** Null while nobody is signed in. */
  userEmail: string | null;
}

export function Invitation({ token, userEmail }: InvitationProps) {
  const api = useApi();
  const preview = useQuery(api.identity.previewInvitation.queryOptions({ input: { token } }));
  if (preview.isPending)
    return (
      <div role="status" className="grid gap-3">
        <span className="sr-only">Loading the invitation…</span>
        <Skeleton className="h-6 w-3/4" />
        <Skeleton className="h-4 w-1/2" />
        <Skeleton className="mt-2 h-8 w-full" />
      </div>
    );
  if (preview.isError) {
    const spent = isApiError(preview.error) && ['NOT_FOUND', 'GONE', 'VALIDATION'].includes(preview.error.code);
    if (!spent) return <QueryFailure error={preview.error} what="the invitation" onRetry={() => preview.refetch()} />;
    return (
      <EmptyState title={<h1>This invitation cannot be used</h1>}>
        It was accepted already, withdrawn, or has expired. Ask the person who sent it for a new link.
      </EmptyState>
    );
  }
  const { organization, role, email } = preview.data;
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <h1 className="text-lg font-semibold break-words">
          Join <bdi>{organization}</bdi>
        </h1>
        <p className="text-sm text-muted">
          You are invited as {ROLE_WORDS[role].label}: {ROLE_WORDS[role].does.toLowerCase()}.
        </p>
      </div>
      {userEmail === null ? (
        <WayIn token={token} email={email} />
      ) : (
        <Accept token={token} userEmail={userEmail} invitedEmail={email} />
      )}
    </div>
  );
}

function WayIn({ token, email }: { token: string; email: string | null }) {
  const next = `/invite/${token}`;
  const signUpHref = withNext('/sign-up', next) + (email ? `&email=${encodeURIComponent(email)}` : '');
  return (
    <div className="grid gap-2">
      {email && <Notice>Only {email} can accept it.</Notice>}
      <Button variant="primary" asChild>
        <Link href={signUpHref}>Make an account</Link>
      </Button>
      <Button asChild>
        <Link href={withNext('/sign-in', next)}>I have an account</Link>
      </Button>
    </div>
  );
}

function Accept({ token, userEmail, invitedEmail }: { token: string; userEmail: string; invitedEmail: string | null }) {
  const api = useApi();
  const accept = useMutation(api.identity.acceptInvitation.mutationOptions());
  const [leaving, setLeaving] = useState(false);
  const otherPerson = invitedEmail !== null && invitedEmail.toLowerCase() !== userEmail.toLowerCase();

  function join() {
    accept.mutate(
      { token },
      {
        onSuccess: ({ slug }) => {
          setLeaving(true);
          window.location.assign(`/${slug}`);
        },
      },
    );
  }

  async function signInAsOther() {
    await signOut();
    window.location.reload();
  }

  if (otherPerson)
    return (
      <div className="grid gap-2">
        <Notice tone="caution">
          The invitation is for {invitedEmail}. You are signed in as {userEmail}.
        </Notice>
        <Button onClick={signInAsOther}>Sign out and use the other account</Button>
      </div>
    );
  return (
    <div className="grid gap-3">
      <p className="text-sm text-muted break-words">You are signed in as {userEmail}.</p>
      <FormFailure error={accept.error} />
      <Button variant="primary" pending={accept.isPending || leaving} onClick={join}>
        Join
      </Button>
    </div>
  );
}
