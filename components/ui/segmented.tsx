'use client';

import * as Radix from 'radix-ui/toggle-group';
import type { ReactNode } from 'react';

interface SegmentedProps<Value extends string> {
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
  /** What is chosen here, for screen readers. */
  label: string;
}

/** One of a few choices that all fit side by side; scrolls where they do not. */
export function Segmented<Value extends string>({ value, onValueChange, options, label }: SegmentedProps<Value>) {
  const choose = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option) onValueChange(option.value);
  };
  return (
    <Radix.Root
      type="single"
      value={value}
      onValueChange={choose}
      aria-label={label}
      className="inline-flex h-8 max-w-full items-center gap-0.5 overflow-x-auto rounded-md border bg-sunken p-0.5"
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          className="h-full shrink-0 rounded-sm border border-transparent px-2.5 text-sm whitespace-nowrap text-muted outline-offset-[-2px] transition-colors duration-100 hover:text-ink data-[state=on]:border-line data-[state=on]:bg-raised data-[state=on]:font-medium data-[state=on]:text-ink"
        >
          {option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
