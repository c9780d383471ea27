'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { FormFailure } from '@/components/api/failure';
import { failureText } from '@/components/api/failure-text';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Switch } from '@/components/ui/checkbox';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toaster';
import type { Rule } from '@/lib/scoring/contract';

/** On or off at once; put back when the server refuses. */
export function RuleSwitch({ rule }: { rule: Rule }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const update = useMutation(
    api.scoring.updateRule.mutationOptions({
      onSuccess: ({ active, version }) =>
        toast.success(`Rule ${active ? 'on' : 'off'} for events from now on (version ${version})`),
      onError: (error) => toast.error(`The rule stays as it was. ${failureText(error)}`),
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.scoring.listRules.key() }),
    }),
  );
  if (!can('scoring:write')) return <span className="text-sm text-muted">{rule.active ? 'Yes' : 'No'}</span>;
  const { eventType, conditions, points, description } = rule;
  return (
    <Switch
      className="block"
      aria-label={`The rule for ${eventType} is active`}
      checked={update.isPending ? update.variables.active !== false : rule.active}
      disabled={update.isPending}
      onChange={(event) =>
        update.mutate({ id: rule.id, eventType, conditions, points, description, active: event.target.checked })
      }
    />
  );
}

export function DeleteRule({ rule }: { rule: Rule }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation(
    api.scoring.deleteRule.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        toast.success('Rule deleted; what it scored stays');
        return queryClient.invalidateQueries({ queryKey: api.scoring.listRules.key() });
      },
    }),
  );
  return (
    <>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Delete the rule for ${rule.eventType}`}
        title="Delete"
        onClick={() => setAsking(true)}
      >
        <Trash2 />
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          remove.reset();
        }}
        title="Delete this rule?"
        confirmLabel="Delete the rule"
        pending={remove.isPending}
        onConfirm={() => remove.mutate({ id: rule.id })}
        error={<FormFailure error={remove.error} />}
      >
        Events of type <code className="font-mono break-all">{rule.eventType}</code> that occur from now on are no
        longer scored by it. What it has scored stays as it is.
      </ConfirmDialog>
    </>
  );
}
