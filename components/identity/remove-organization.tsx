'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FormFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import type { Organization } from '@/lib/identity/contract';

export function RemoveOrganization({ organization }: { organization: Organization }) {
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const remove = useMutation(api.identity.removeOrganization.mutationOptions());
  const title = organization.isDemo ? 'Remove demo' : 'Remove organization';

  function confirm() {
    remove.mutate(
      { confirm: organization.slug },
      {
        onSuccess: () => {
          setLeaving(true);
          window.location.assign('/');
        },
      },
    );
  }

  return (
    <Card
      tone="danger"
      title={title}
      description={
        organization.isDemo
          ? 'Takes the demo with its leads and events away. Your other organizations are not touched.'
          : 'Takes everything in it away for good: leads, events, scores, keys and memberships.'
      }
    >
      <Button variant="danger" onClick={() => setAsking(true)}>
        {title}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          remove.reset();
        }}
        title={`${title}?`}
        confirmLabel={title}
        typed={organization.slug}
        pending={remove.isPending || leaving}
        onConfirm={confirm}
        error={<FormFailure error={remove.error} />}
      >
        Everything in <bdi className="font-medium text-ink">{organization.name}</bdi> is removed at once, and its keys
        stop working. This cannot be undone.
      </ConfirmDialog>
    </Card>
  );
}
