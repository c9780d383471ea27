'use client';

import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names';
import { useFieldControl } from './field';

/** The frame of every control one types into. */
export const CONTROL =
  'w-full min-w-0 rounded-md border border-line-strong/70 bg-canvas text-sm text-ink transition-colors duration-100 hover:border-line-strong aria-invalid:border-danger disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted [&[readonly]]:bg-sunken max-md:text-lg';

interface InputProps extends ComponentProps<'input'> {
  /** A small icon before the text. */
  leading?: ReactNode;
  /** A unit or button after the text. */
  trailing?: ReactNode;
}

export function Input({ leading, trailing, className, ...props }: InputProps) {
  const control = useFieldControl(props);
  const input = (
    <input
      {...control}
      className={cx(
        CONTROL,
        'h-8 px-2.5',
        Boolean(leading) && 'pl-8',
        Boolean(trailing) && 'pr-14',
        !leading && !trailing && className,
      )}
    />
  );
  if (!leading && !trailing) return input;
  return (
    <span className={cx('relative block', className)}>
      {leading && (
        <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-faint [&_svg]:size-4">
          {leading}
        </span>
      )}
      {input}
      {trailing && <span className="absolute inset-y-0 right-2 flex items-center text-xs text-faint">{trailing}</span>}
    </span>
  );
}
