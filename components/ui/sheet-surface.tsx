'use client';

import { X } from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { Button } from './button';
import { cx } from './class-names';
import { useFocusReturn } from './use-focus-return';

export interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** The title is read out but not shown, for panels with a heading of their own. */
  titleHidden?: boolean;
  description?: ReactNode;
  /** Beside the close button. */
  actions?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  side?: 'right' | 'left';
  size?: 'sm' | 'md' | 'lg';
  /** What gets the focus when the panel closes; what had it before when absent or null. */
  returnFocusTo?: () => HTMLElement | null;
}

const WIDTHS = { sm: 'md:max-w-72', md: 'md:max-w-xl', lg: 'md:max-w-4xl' } as const;

export function SheetSurface({
  open,
  onOpenChange,
  title,
  titleHidden,
  description,
  actions,
  children,
  footer,
  side = 'right',
  size = 'md',
  returnFocusTo,
}: SheetProps) {
  const returnFocus = useFocusReturn(returnFocusTo);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-overlay" />
        <Radix.Content
          onCloseAutoFocus={returnFocus}
          className={cx(
            'fixed inset-y-0 z-50 flex w-full flex-col bg-raised shadow-floating outline-none',
            side === 'right'
              ? 'right-0 animate-slide-from-right md:border-l'
              : 'left-0 max-w-[85vw] animate-slide-from-left border-r',
            WIDTHS[size],
          )}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <header
            className={cx(
              'flex gap-3 px-4 py-2.5',
              description ? 'items-start' : 'items-center',
              !titleHidden && 'border-b',
            )}
          >
            <div className="min-w-0 flex-1">
              <Radix.Title className={titleHidden ? 'sr-only' : 'truncate text-base font-semibold'}>
                {title}
              </Radix.Title>
              {description && <Radix.Description className="text-sm text-muted">{description}</Radix.Description>}
            </div>
            {actions}
            <Radix.Close asChild>
              <Button variant="ghost" size="icon-sm" aria-label="Close">
                <X />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
