'use client';

import type { ComponentProps } from 'react';
import { cx } from './class-names';
import { useFieldControl } from './field';
import { CONTROL } from './input';

export function Textarea({ className, rows = 3, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea rows={rows} {...useFieldControl(props)} className={cx(CONTROL, 'resize-y px-2.5 py-1.5', className)} />
  );
}
