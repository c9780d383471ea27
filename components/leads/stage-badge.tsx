import { cx } from '@/components/ui/class-names';
import type { Stage } from '@/lib/leads/contract';
import { STAGE_NAMES } from './names';

const TEXT: Record<Stage, string> = {
  cold: 'text-stage-cold',
  warm: 'text-stage-warm',
  hot: 'text-stage-hot',
  qualified: 'text-stage-qualified',
};

const WASH: Record<Stage, string> = {
  cold: 'bg-stage-cold-wash',
  warm: 'bg-stage-warm-wash',
  hot: 'bg-stage-hot-wash',
  qualified: 'bg-stage-qualified-wash',
};

/** A shape of its own for each stage, so that colour is never alone. */
export function StageMark({ stage, className }: { stage: Stage; className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 12 12" className={cx('size-3 shrink-0 fill-current', TEXT[stage], className)}>
      {stage === 'cold' && <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.75" />}
      {stage === 'warm' && <path d="M6 1.5 11 10.5H1Z" />}
      {stage === 'hot' && <path d="M6 .5 11.5 6 6 11.5.5 6Z" />}
      {stage === 'qualified' && <rect x="1.5" y="1.5" width="9" height="9" rx="1.5" />}
    </svg>
  );
}

export function StageBadge({ stage }: { stage: Stage }) {
  return (
    <span
      className={cx(
        'inline-flex h-5 items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap text-ink',
        WASH[stage],
      )}
    >
      <StageMark stage={stage} />
      {STAGE_NAMES[stage]}
    </span>
  );
}
