'use client';

import { Check } from 'lucide-react';
import * as Radix from 'radix-ui/dropdown-menu';
import { type ComponentProps, type ReactNode, useCallback, useState } from 'react';
import { cx } from './class-names';

interface MenuProps {
  /** The one element that opens the menu, usually a Button. */
  trigger: ReactNode;
  children: ReactNode;
  defaultOpen?: boolean;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom' | 'right';
  className?: string;
}

export function Menu({ trigger, children, defaultOpen, align = 'start', side = 'bottom', className }: MenuProps) {
  const [landmark, setLandmark] = useState<HTMLElement | null>(null);
  // Drawn at the end of its own region, so that it stays in it for screen readers and above whatever scrolls there.
  const findLandmark = useCallback((trigger: HTMLElement | null) => {
    setLandmark(trigger?.closest<HTMLElement>('[role="dialog"], aside, main') ?? null);
  }, []);
  return (
    // Not modal: the page behind stays readable for screen readers, and a click outside does what it says.
    <Radix.Root modal={false} defaultOpen={defaultOpen}>
      <Radix.Trigger asChild ref={findLandmark}>
        {trigger}
      </Radix.Trigger>
      <Radix.Portal container={landmark}>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cx(
            'z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 max-w-[min(20rem,calc(100vw-1rem))] animate-rise-in overflow-y-auto rounded-lg border bg-raised p-1 shadow-floating',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  'flex min-h-8 w-full cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-[highlighted]:bg-sunken data-[disabled]:opacity-50 max-md:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0';

interface MenuItemProps extends ComponentProps<typeof Radix.Item> {
  icon?: ReactNode;
  tone?: 'neutral' | 'danger';
}

/** With `asChild` the only child, a link, becomes the item. */
export function MenuItem({ icon, tone = 'neutral', className, children, asChild, ...props }: MenuItemProps) {
  const classes = cx(ITEM, tone === 'danger' ? 'text-danger-text' : 'text-ink [&_svg]:text-faint', className);
  if (asChild)
    return (
      <Radix.Item asChild className={classes} {...props}>
        {children}
      </Radix.Item>
    );
  return (
    <Radix.Item className={classes} {...props}>
      {icon}
      <span className="min-w-0 truncate">{children}</span>
    </Radix.Item>
  );
}

interface MenuChoiceProps {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: ReactNode }[];
}

/** One of a few, with a tick at the present one. */
export function MenuChoice({ value, onValueChange, options }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onValueChange}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={ITEM}>
          <span className="min-w-0 flex-1 truncate">{option.label}</span>
          <Radix.ItemIndicator>
            <Check className="text-accent-text" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-0.5 text-xs text-faint">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
