import type { ReactNode } from 'react';
import { cx } from './class-names';

const TONES = {
  neutral: 'border-line bg-sunken text-muted',
  accent: 'border-accent/30 bg-accent-wash text-ink',
  ok: 'border-ok/40 bg-ok-wash text-ink',
  caution: 'border-caution/50 bg-caution-wash text-ink',
  danger: 'border-danger/40 bg-danger-wash text-ink',
} as const;

interface NoticeProps {
  children: ReactNode;
  tone?: keyof typeof TONES;
  icon?: ReactNode;
  action?: ReactNode;
  /** `alert` is read out at once, `status` when the reader pauses. */
  role?: 'alert' | 'status';
}

/** A sentence in its own box, inside the page. */
export function Notice({ children, tone = 'neutral', icon, action, role }: NoticeProps) {
  return (
    <div
      role={role}
      className={cx('flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border px-3 py-2 text-sm', TONES[tone])}
    >
      {icon && <span className="shrink-0 [&_svg]:size-4">{icon}</span>}
      <div className="min-w-0 flex-1 basis-52 break-words">{children}</div>
      {action}
    </div>
  );
}
