'use client';

import * as Radix from 'radix-ui/tabs';
import type { ReactNode } from 'react';
import { cx } from './class-names';

interface TabsProps {
  value: string;
  onValueChange: (value: string) => void;
  /** The name of the group for screen readers. */
  label: string;
  tabs: readonly { value: string; label: ReactNode; content: ReactNode }[];
  className?: string;
}

export function Tabs({ value, onValueChange, label, tabs, className }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onValueChange} className={className}>
      <Radix.List aria-label={label} className="flex gap-4 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className={cx(
              '-mb-px h-9 shrink-0 border-b-2 border-transparent text-sm text-muted outline-offset-[-2px] transition-colors duration-100 hover:text-ink',
              'data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink',
            )}
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-4">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
