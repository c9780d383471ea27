import type { ReactNode } from 'react';
import { cx } from './class-names';

/** Rows as cards, for narrow screens. */
export function DataList({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <ul aria-label={label} className={cx('divide-y', className)}>
      {children}
    </ul>
  );
}

interface DataCardProps {
  title: ReactNode;
  subtitle?: ReactNode;
  /** At the right of the title: a figure or a badge. */
  trailing?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

export function DataCard({ title, subtitle, trailing, actions, children }: DataCardProps) {
  return (
    <li className="grid grid-cols-1 gap-2 px-4 py-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <div className="font-medium break-words">{title}</div>
          {subtitle && <div className="text-xs text-muted break-words">{subtitle}</div>}
        </div>
        {trailing && <div className="shrink-0">{trailing}</div>}
      </div>
      {children}
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </li>
  );
}

/** Names and values in two columns. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={cx('grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1 text-sm', className)}>{children}</dl>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
