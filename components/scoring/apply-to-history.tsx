'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { FormFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toaster';
import type { Rule } from '@/lib/scoring/contract';

/** Lets a rule's present version score the past too. Not shown where it does so already. */
export function ApplyToHistory({ rule }: { rule: Rule }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const apply = useMutation(
    api.scoring.applyRuleToHistory.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        toast.success('It is being applied; the progress stands above the rules');
        return queryClient.invalidateQueries({ queryKey: api.jobs.key() });
      },
    }),
  );
  if (rule.effectiveFrom === null || rule.appliedToHistoryAt !== null) return null;
  return (
    <>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Apply the rule for ${rule.eventType} to history`}
        title="Apply to history"
        onClick={() => setAsking(true)}
      >
        <History />
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          apply.reset();
        }}
        title="Apply this rule to history?"
        confirmLabel="Apply to history"
        tone="primary"
        pending={apply.isPending}
        onConfirm={() => apply.mutate({ id: rule.id })}
        error={<FormFailure error={apply.error} />}
      >
        Version {rule.version} of the rule for <code className="font-mono break-all">{rule.eventType}</code> will score
        what happened before it was made too, in place of the versions before it. Every lead with such an event is
        folded again in the background: scores and stages change as it goes on, no event is changed, and you can cancel
        it while it runs.
      </ConfirmDialog>
    </>
  );
}
