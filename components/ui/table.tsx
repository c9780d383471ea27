import type { ComponentProps } from 'react';
import { cx } from './class-names';

/** A plain table with 32 px rows. Below 768 px use DataList instead of it. `label` names it for screen readers. */
export function Table({ label, className, children, ...props }: ComponentProps<'table'> & { label: string }) {
  return (
    <div className="overflow-x-auto">
      <table {...props} aria-label={label} className={cx('w-full border-collapse text-sm', className)}>
        {children}
      </table>
    </div>
  );
}

export function TableHead({ children }: ComponentProps<'thead'>) {
  return (
    <thead>
      <tr className="border-b text-left text-xs text-faint">{children}</tr>
    </thead>
  );
}

interface CellProps {
  /** Figures stand right-aligned. */
  numeric?: boolean;
}

export function HeadCell({ numeric, className, ...props }: ComponentProps<'th'> & CellProps) {
  return (
    <th
      scope="col"
      {...props}
      className={cx('h-8 px-3 font-medium whitespace-nowrap', numeric ? 'text-right' : 'text-left', className)}
    />
  );
}

export function Row({ className, ...props }: ComponentProps<'tr'>) {
  return <tr {...props} className={cx('border-b last:border-b-0 hover:bg-sunken/60', className)} />;
}

export function Cell({ numeric, className, ...props }: ComponentProps<'td'> & CellProps) {
  return <td {...props} className={cx('h-8 px-3 py-0.5 align-middle', numeric && 'text-right', className)} />;
}
