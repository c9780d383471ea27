'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { FormFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Fact, Facts } from '@/components/ui/data-list';
import { formatNumber } from '@/components/ui/format-number';
import { Sheet } from '@/components/ui/sheet';
import { TimeAgo } from '@/components/ui/time-ago';
import { toast } from '@/components/ui/toaster';
import type { Source } from '@/lib/tracking/contract';
import { Install } from './install';
import { SourceForm } from './source-form';
import { originsText } from './source-list';

export function SourceSheet({ source, onClose }: { source: Source; onClose: () => void }) {
  const { can } = useWorkspace();
  const writes = can('sources:write');
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={<bdi>{source.name}</bdi>}>
      <div className="grid grid-cols-1 gap-6 p-4">
        {source.revokedAt === null && writes && <Install source={source} />}
        <Limits source={source} />
        {writes && <KeyActions source={source} />}
      </div>
    </Sheet>
  );
}

function Limits({ source }: { source: Source }) {
  const { can } = useWorkspace();
  const [editing, setEditing] = useState(false);
  return (
    <section className="grid grid-cols-1 gap-2">
      <div className="flex items-center justify-between">
        <h2 className="text-base font-semibold">Limits</h2>
        {can('sources:write') && (
          <Button size="sm" icon={<Pencil />} onClick={() => setEditing(true)}>
            Change
          </Button>
        )}
      </div>
      <Facts>
        <Fact name="Allowed origins">{originsText(source)}</Fact>
        <Fact name="Events a second">
          {source.eventsPerSecond === null ? 'The usual limit' : formatNumber(source.eventsPerSecond)}
        </Fact>
        <Fact name="May be late by">
          {formatNumber(source.backdatingDays)} {source.backdatingDays === 1 ? 'day' : 'days'}
        </Fact>
        <Fact name="Made">
          <TimeAgo moment={source.createdAt} />
        </Fact>
        {source.revokedAt && (
          <Fact name="Stopped">
            <TimeAgo moment={source.revokedAt} />
          </Fact>
        )}
      </Facts>
      {editing && <SourceForm source={source} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />}
    </section>
  );
}

function KeyActions({ source }: { source: Source }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<'rotate' | 'revoke' | null>(null);
  const settle = (message: string) => {
    setAsking(null);
    toast.success(message);
    return Promise.all([
      queryClient.invalidateQueries({ queryKey: api.tracking.listSources.key() }),
      queryClient.resetQueries({ queryKey: api.tracking.revealWriteKey.key() }),
    ]);
  };
  const rotate = useMutation(
    api.tracking.rotateWriteKey.mutationOptions({ onSuccess: () => settle('The source has a new write key') }),
  );
  const revoke = useMutation(
    api.tracking.revokeSource.mutationOptions({ onSuccess: () => settle('The source was stopped') }),
  );
  const stopped = source.revokedAt !== null;
  const close = () => {
    setAsking(null);
    rotate.reset();
    revoke.reset();
  };
  return (
    <section className="grid gap-2 border-t pt-4">
      <h2 className="text-base font-semibold">Key</h2>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setAsking('rotate')}>
          {stopped ? 'Start again with a new key' : 'Replace the key'}
        </Button>
        {!stopped && (
          <Button variant="danger" onClick={() => setAsking('revoke')}>
            Stop the source
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={asking === 'rotate'}
        onOpenChange={close}
        title={stopped ? 'Start again with a new key?' : 'Replace the write key?'}
        tone={stopped ? 'primary' : 'danger'}
        confirmLabel={stopped ? 'Start again' : 'Replace'}
        pending={rotate.isPending}
        onConfirm={() => rotate.mutate({ id: source.id })}
        error={<FormFailure error={rotate.error} />}
      >
        {stopped
          ? 'The source takes events again, with a new write key. The old one stays refused.'
          : 'The present key is refused within seconds: everything that sends with it has to be given the new one.'}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'revoke'}
        onOpenChange={close}
        title="Stop this source?"
        confirmLabel="Stop"
        pending={revoke.isPending}
        onConfirm={() => revoke.mutate({ id: source.id })}
        error={<FormFailure error={revoke.error} />}
      >
        Its key is refused within seconds. Events it brought stay.
      </ConfirmDialog>
    </section>
  );
}
