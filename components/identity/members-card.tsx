'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { useWorkspace } from '@/components/shell/workspace';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { DataCard, DataList } from '@/components/ui/data-list';
import { LoadMore } from '@/components/ui/load-more';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Cell, HeadCell, Row, Table, TableHead } from '@/components/ui/table';
import { TimeAgo } from '@/components/ui/time-ago';
import { Truncate } from '@/components/ui/truncate';
import type { Member } from './member';
import { MemberRole, RemoveMember } from './member-controls';

export function MembersCard() {
  const api = useApi();
  useLiveRefresh('access', [api.identity.listMembers.key()]);
  const members = useInfiniteQuery(
    api.identity.listMembers.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  if (members.isPending)
    return (
      <Card flush>
        <SkeletonRows rows={4} columns={4} />
      </Card>
    );
  if (members.isError)
    return <QueryFailure error={members.error} what="the members" onRetry={() => members.refetch()} />;
  const items = members.data.pages.flatMap((page) => page.items);
  return (
    <Card flush>
      <MembersTable members={items} />
      <DataList label="Members" className="md:hidden">
        {items.map((member) => (
          <DataCard
            key={member.id}
            title={<MemberName member={member} />}
            subtitle={member.email}
            actions={<MemberRole member={member} />}
            trailing={<RemoveMember member={member} />}
          />
        ))}
      </DataList>
      {members.hasNextPage && (
        <LoadMore
          shown={items.length}
          hasMore
          pending={members.isFetchingNextPage}
          onLoadMore={() => members.fetchNextPage()}
        />
      )}
    </Card>
  );
}

function MembersTable({ members }: { members: readonly Member[] }) {
  const { can } = useWorkspace();
  return (
    <div className="max-md:hidden">
      <Table label="Members" className="table-fixed">
        <TableHead>
          <HeadCell>Name</HeadCell>
          <HeadCell>E-mail address</HeadCell>
          <HeadCell className="w-36">Role</HeadCell>
          <HeadCell className="w-28">Joined</HeadCell>
          {can('members:write') && (
            <HeadCell className="w-14">
              <span className="sr-only">Actions</span>
            </HeadCell>
          )}
        </TableHead>
        <tbody>
          {members.map((member) => (
            <Row key={member.id}>
              <Cell>
                <MemberName member={member} />
              </Cell>
              <Cell className="text-muted">
                <Truncate text={member.email} />
              </Cell>
              <Cell>
                <MemberRole member={member} />
              </Cell>
              <Cell className="text-muted">
                <TimeAgo moment={member.createdAt} />
              </Cell>
              {can('members:write') && (
                <Cell>
                  <RemoveMember member={member} />
                </Cell>
              )}
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function MemberName({ member }: { member: Member }) {
  const { user } = useWorkspace();
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Avatar name={member.name} size="sm" />
      <Truncate text={member.name} />
      {member.userId === user.id && <Badge>You</Badge>}
    </span>
  );
}
