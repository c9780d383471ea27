import { CircleAlert, CircleCheck, CircleDashed, CircleDot } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { ConfiguredVariable } from '@/lib/system/contract';
import { VARIABLE_WORDS } from './status-words';

const MARKS = {
  set: <CircleCheck />,
  default: <CircleDot />,
  'not set': <CircleDashed />,
  'looks wrong': <CircleAlert />,
} as const;

interface VariableListProps {
  label: string;
  variables: readonly ConfiguredVariable[];
}

/** Each variable with what it is for, what counts, and a sentence what to do. */
export function VariableList({ label, variables }: VariableListProps) {
  return (
    <ul aria-label={label} className="divide-y">
      {variables.map(({ name, does, state, shown, advice }) => (
        <li key={name} className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-2">
          <div className="min-w-0 flex-1 basis-64">
            <code className="font-mono text-xs font-medium break-all">{name}</code>
            <p className="text-xs text-muted">{does}</p>
          </div>
          <div className="min-w-0 flex-1 basis-64 text-sm break-words">
            {shown !== null && <code className="font-mono text-xs break-all">{shown}</code>}
            {advice !== null && <p className={state === 'looks wrong' ? 'text-danger-text' : 'text-muted'}>{advice}</p>}
          </div>
          <span className="flex w-28 shrink-0 md:justify-end">
            <Badge tone={VARIABLE_WORDS[state].tone} mark={MARKS[state]}>
              {VARIABLE_WORDS[state].label}
            </Badge>
          </span>
        </li>
      ))}
    </ul>
  );
}
