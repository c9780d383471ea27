'use client';

import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cx } from './class-names';
import { useFieldControl } from './field';
import { CONTROL } from './input';

interface SelectProps extends Omit<ComponentProps<'select'>, 'size'> {
  size?: 'sm' | 'md';
}

/** The browser's own select: keyboard, touch and screen readers come with it. Options are its children. */
export function Select({ className, size = 'md', children, ...props }: SelectProps) {
  return (
    <span className={cx('relative inline-block min-w-0', className ?? 'w-full')}>
      <select
        {...useFieldControl(props)}
        className={cx(CONTROL, 'appearance-none truncate pr-8 pl-2.5', size === 'sm' ? 'h-7' : 'h-8')}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-faint"
      />
    </span>
  );
}
