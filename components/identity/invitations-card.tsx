'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormFailure, QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DataCard, DataList } from '@/components/ui/data-list';
import { LoadMore } from '@/components/ui/load-more';
import { SkeletonRows } from '@/components/ui/skeleton';
import { TimeAgo } from '@/components/ui/time-ago';
import { toast } from '@/components/ui/toaster';
import { MAIL_WORDS } from './invitation-mail';
import type { Invitation } from './member';
import { ROLE_WORDS } from './role-words';

/** Links that were made and not used yet. */
export function InvitationsCard() {
  const api = useApi();
  useLiveRefresh('access', [api.identity.listInvitations.key()]);
  useLiveRefresh('outbox', [api.identity.listInvitations.key()]);
  const invitations = useInfiniteQuery(
    api.identity.listInvitations.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const items = invitations.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title="Open invitations" flush>
      {invitations.isPending ? (
        <SkeletonRows rows={2} columns={3} />
      ) : invitations.isError ? (
        <QueryFailure error={invitations.error} what="the invitations" onRetry={() => invitations.refetch()} />
      ) : items.length === 0 ? (
        <p className="px-4 py-3 text-sm text-muted">No invitation is open.</p>
      ) : (
        <DataList label="Open invitations">
          {items.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} />
          ))}
        </DataList>
      )}
      {invitations.hasNextPage && (
        <LoadMore
          shown={items.length}
          hasMore
          pending={invitations.isFetchingNextPage}
          onLoadMore={() => invitations.fetchNextPage()}
        />
      )}
    </Card>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const who = invitation.email ?? 'anybody with the link';
  const revoke = useMutation(
    api.identity.revokeInvitation.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        toast.success('The invitation was withdrawn');
        return queryClient.invalidateQueries({ queryKey: api.identity.listInvitations.key() });
      },
    }),
  );
  return (
    <>
      <DataCard
        title={invitation.email ?? 'Anybody with the link'}
        subtitle={
          <>
            {ROLE_WORDS[invitation.role].label} · made <TimeAgo moment={invitation.createdAt} /> · ends{' '}
            <TimeAgo moment={invitation.expiresAt} />
            {invitation.mail && <> · {MAIL_WORDS[invitation.mail]}</>}
          </>
        }
        trailing={
          <Button size="sm" onClick={() => setAsking(true)} aria-label={`Withdraw the invitation for ${who}`}>
            Withdraw
          </Button>
        }
      />
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          revoke.reset();
        }}
        title="Withdraw the invitation?"
        confirmLabel="Withdraw"
        pending={revoke.isPending}
        onConfirm={() => revoke.mutate({ id: invitation.id })}
        error={<FormFailure error={revoke.error} />}
      >
        The link for {who} stops working at once.
      </ConfirmDialog>
    </>
  );
}
