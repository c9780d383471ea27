'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { isApiError } from '@/components/api/api-error';
import { FormFailure, QueryFailure } from '@/components/api/failure';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { sendVerification, verifyEmail } from './auth-client';

/** Confirms the address as the link is opened; doing it again does no harm. */
export function VerifyEmail({ token, canResend }: { token: string; canResend: boolean }) {
  const verification = useQuery({
    queryKey: ['verify-email', token],
    queryFn: async () => {
      await verifyEmail(token);
      return true;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (verification.isPending)
    return (
      <div role="status" className="grid gap-3">
        <span className="sr-only">Confirming the address…</span>
        <Skeleton className="h-6 w-3/4" />
        <Skeleton className="h-8 w-full" />
      </div>
    );
  if (!verification.isError) return <Confirmed />;
  const { error } = verification;
  const isSpent = isApiError(error) && (error.code === 'GONE' || error.code === 'VALIDATION');
  if (!isSpent) return <QueryFailure error={error} what="the link" onRetry={() => verification.refetch()} />;
  return (
    <EmptyState title={<h1>This link cannot be used</h1>} action={canResend ? <Resend /> : <SignIn />}>
      It is older than an hour, or not complete.
    </EmptyState>
  );
}

export function Confirmed() {
  return (
    <EmptyState
      title={<h1>Your e-mail address is confirmed</h1>}
      action={
        <Button variant="primary" asChild>
          <Link href="/">Go to your workspace</Link>
        </Button>
      }
    />
  );
}

/** @param outbox where the mail is read that is not sent, on a machine that keeps it */
export function ConfirmAddress({ email, outbox }: { email: string; outbox: ReactNode }) {
  return (
    <EmptyState title={<h1>Confirm your e-mail address</h1>} action={<Resend />}>
      A mail with a link was written to {email} when you made your account. The link is good for one hour. {outbox}
    </EmptyState>
  );
}

function Resend() {
  const send = useMutation({ mutationFn: sendVerification });
  if (send.isSuccess)
    return (
      <Notice tone="ok" role="status">
        A new mail was written.
      </Notice>
    );
  return (
    <div className="grid gap-2">
      <FormFailure error={send.error} />
      <Button variant="primary" pending={send.isPending} onClick={() => send.mutate()}>
        Send a new mail
      </Button>
    </div>
  );
}

function SignIn() {
  return (
    <Button variant="primary" asChild>
      <Link href="/sign-in?next=%2Fverify-email">Sign in for a new mail</Link>
    </Button>
  );
}
