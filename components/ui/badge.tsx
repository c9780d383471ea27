import type { ReactNode } from 'react';
import { cx } from './class-names';

const TONES = {
  neutral: 'bg-sunken text-muted',
  outline: 'border-line text-muted',
  accent: 'bg-accent-wash text-accent-text',
  ok: 'bg-ok-wash text-ok-text',
  caution: 'bg-caution-wash text-caution-text',
  danger: 'bg-danger-wash text-danger-text',
} as const;

interface BadgeProps {
  children: ReactNode;
  tone?: keyof typeof TONES;
  /** A mark before the text, so that colour is never alone. */
  mark?: ReactNode;
  className?: string;
}

export function Badge({ children, tone = 'neutral', mark, className }: BadgeProps) {
  return (
    <span
      className={cx(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-sm border border-transparent px-1.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3 [&_svg]:shrink-0',
        TONES[tone],
        className,
      )}
    >
      {mark}
      <span className="truncate">{children}</span>
    </span>
  );
}
