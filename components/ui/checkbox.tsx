'use client';

import type { ComponentProps } from 'react';
import { cx } from './class-names';
import { useFieldControl } from './field';

type ToggleProps = Omit<ComponentProps<'input'>, 'type'>;

export function Checkbox({ className, ...props }: ToggleProps) {
  return (
    <input type="checkbox" {...useFieldControl(props)} className={cx('mt-0.5 size-4 shrink-0 rounded-sm', className)} />
  );
}

/** A setting that is on or off at once. The browser's checkbox underneath, so forms register it as one. */
export function Switch({ className, ...props }: ToggleProps) {
  return (
    <input
      type="checkbox"
      // biome-ignore lint/a11y/useAriaPropsForRole: A native checkbox tells its state by itself.
      role="switch"
      {...useFieldControl(props)}
      className={cx(
        'relative mt-px h-4.5 w-8 shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-sunken transition-colors duration-100',
        'before:absolute before:top-0.5 before:left-0.5 before:size-3 before:rounded-full before:bg-line-strong before:transition-transform before:duration-100',
        'checked:border-accent checked:bg-accent checked:before:translate-x-3.5 checked:before:bg-accent-ink',
        'disabled:cursor-not-allowed disabled:opacity-55',
        className,
      )}
    />
  );
}
