'use client';

import { useQuery } from '@tanstack/react-query';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { formatNumber } from '@/components/ui/format-number';

interface ConfirmRefoldProps {
  open: boolean;
  pending: boolean;
  onCancel: () => void;
  onConfirm: () => void;
}

/** Says how far a change of the settings reaches before it is made. */
export function ConfirmRefold({ open, pending, onCancel, onConfirm }: ConfirmRefoldProps) {
  const { can } = useWorkspace();
  const leads = useQuery(
    useApi().leads.listLeads.queryOptions({ input: { limit: 1 }, enabled: open && can('leads:read'), staleTime: 0 }),
  );
  const total = leads.data?.total;
  const all = total === undefined ? 'all leads' : total === 1 ? 'the one lead' : `all ${formatNumber(total)} leads`;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onCancel()}
      title={`Fold ${all} again?`}
      confirmLabel="Save and fold again"
      tone="primary"
      pending={pending}
      onConfirm={onConfirm}
    >
      Thresholds and decay hold for the past too: the history of {all} is folded again in the background, and scores and
      stages change as it goes on. No event is changed, and setting the old values again brings the old scores back.
    </ConfirmDialog>
  );
}
