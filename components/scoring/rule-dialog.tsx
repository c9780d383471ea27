'use client';

import { Dialog } from '@/components/ui/dialog';
import type { Rule } from '@/lib/scoring/contract';
import { RuleForm } from './rule-form';

interface RuleDialogProps {
  /** Null while closed; a rule of null is a new one. */
  edited: { rule: Rule | null } | null;
  /** All rules, whose event types are suggested. */
  rules: readonly Rule[];
  onClose: () => void;
}

export function RuleDialog({ edited, rules, onClose }: RuleDialogProps) {
  const rule = edited?.rule ?? null;
  return (
    <Dialog
      open={edited !== null}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={rule === null ? 'New rule' : 'Edit the rule'}
      description={
        rule === null
          ? 'It counts for events that occur from now on.'
          : `Saving makes version ${rule.version + 1}, for events that occur from now on. Version ${rule.version} keeps what it scored.`
      }
    >
      {edited !== null && <RuleForm key={rule?.id ?? 'new'} rule={rule} rules={rules} onDone={onClose} />}
    </Dialog>
  );
}
