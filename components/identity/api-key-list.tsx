'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DataCard, DataList, Fact, Facts } from '@/components/ui/data-list';
import { Cell, HeadCell, Row, Table, TableHead } from '@/components/ui/table';
import { TimeAgo } from '@/components/ui/time-ago';
import { toast } from '@/components/ui/toaster';
import { Truncate } from '@/components/ui/truncate';
import { useNow } from '@/components/ui/use-now';
import type { ApiKey } from './member';
import { SCOPE_WORDS } from './scope-words';

export function ApiKeyTable({ keys }: { keys: readonly ApiKey[] }) {
  return (
    <div className="max-md:hidden">
      <Table label="API keys" className="table-fixed">
        <TableHead>
          <HeadCell>Name</HeadCell>
          <HeadCell className="w-32">Begins with</HeadCell>
          <HeadCell>Scopes</HeadCell>
          <HeadCell className="w-28">Last used</HeadCell>
          <HeadCell className="w-28">Expires</HeadCell>
          <HeadCell className="w-24">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </TableHead>
        <tbody>
          {keys.map((key) => (
            <Row key={key.id} className={key.revokedAt ? 'text-faint' : undefined}>
              <Cell>
                <Truncate text={key.name} className="font-medium" />
              </Cell>
              <Cell>
                <code className="font-mono text-xs">{key.prefix}…</code>
              </Cell>
              <Cell>
                <Truncate text={key.scopes.join(', ')} className="text-xs" />
              </Cell>
              <Cell>{key.lastUsedAt ? <TimeAgo moment={key.lastUsedAt} /> : 'Never'}</Cell>
              <Cell>{key.expiresAt ? <TimeAgo moment={key.expiresAt} /> : 'Never'}</Cell>
              <Cell className="text-right">
                <KeyStanding apiKey={key} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

export function ApiKeyCards({ keys }: { keys: readonly ApiKey[] }) {
  return (
    <DataList label="API keys" className="md:hidden">
      {keys.map((key) => (
        <DataCard
          key={key.id}
          title={<span dir="auto">{key.name}</span>}
          subtitle={<code className="font-mono">{key.prefix}…</code>}
          trailing={<KeyStanding apiKey={key} />}
        >
          <Facts>
            <Fact name="May">{key.scopes.map((scope) => SCOPE_WORDS[scope]).join(' · ')}</Fact>
            <Fact name="Last used">{key.lastUsedAt ? <TimeAgo moment={key.lastUsedAt} /> : 'Never'}</Fact>
            <Fact name="Expires">{key.expiresAt ? <TimeAgo moment={key.expiresAt} /> : 'Never'}</Fact>
          </Facts>
        </DataCard>
      ))}
    </DataList>
  );
}

function KeyStanding({ apiKey }: { apiKey: ApiKey }) {
  const { can } = useWorkspace();
  const nowMs = useNow();
  if (apiKey.revokedAt) return <Badge>Revoked</Badge>;
  if (apiKey.expiresAt && nowMs !== null && Date.parse(apiKey.expiresAt) <= nowMs) return <Badge>Expired</Badge>;
  return can('keys:write') ? <RevokeKey apiKey={apiKey} /> : <Badge tone="ok">Valid</Badge>;
}

function RevokeKey({ apiKey }: { apiKey: ApiKey }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation(
    api.identity.revokeApiKey.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        toast.success(`“${apiKey.name}” was revoked`);
        return queryClient.invalidateQueries({ queryKey: api.identity.listApiKeys.key() });
      },
    }),
  );
  return (
    <>
      <Button size="sm" onClick={() => setAsking(true)} aria-label={`Revoke ${apiKey.name}`}>
        Revoke
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          revoke.reset();
        }}
        title="Revoke this key?"
        confirmLabel="Revoke"
        pending={revoke.isPending}
        onConfirm={() => revoke.mutate({ id: apiKey.id })}
        error={<FormFailure error={revoke.error} />}
      >
        Programs that use <bdi className="font-medium text-ink">{apiKey.name}</bdi> are refused at once. A revoked key
        cannot be brought back.
      </ConfirmDialog>
    </>
  );
}
