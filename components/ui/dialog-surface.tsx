'use client';

import { X } from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { Button } from './button';
import { cx } from './class-names';
import { useFocusReturn } from './use-focus-return';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the confirming one last. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** False while leaving would lose something, such as a key shown once: Esc and a click outside do nothing. */
  dismissible?: boolean;
}

const WIDTHS = { sm: 'md:max-w-sm', md: 'md:max-w-lg', lg: 'md:max-w-2xl' } as const;

export function DialogSurface({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'md',
  dismissible = true,
}: DialogProps) {
  const returnFocus = useFocusReturn();
  const stay = dismissible ? undefined : (event: Event) => event.preventDefault();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-overlay" />
        <Radix.Content
          onOpenAutoFocus={focusFirstField}
          onCloseAutoFocus={returnFocus}
          className={cx(
            'fixed z-50 flex max-h-[92dvh] animate-rise-in flex-col bg-raised shadow-floating outline-none',
            'max-md:inset-x-0 max-md:bottom-0 max-md:rounded-t-lg',
            'md:top-[12vh] md:left-1/2 md:max-h-[76vh] md:w-[calc(100%-2rem)] md:-translate-x-1/2 md:rounded-lg md:border',
            WIDTHS[size],
          )}
          data-undismissible={dismissible ? undefined : ''}
          {...(stay ? { onEscapeKeyDown: stay, onInteractOutside: stay } : {})}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold break-words">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-sm text-muted">{description}</Radix.Description>
              )}
            </div>
            {dismissible && (
              <Radix.Close asChild>
                <Button variant="ghost" size="icon-sm" aria-label="Close" className="-mr-1.5">
                  <X />
                </Button>
              </Radix.Close>
            )}
          </header>
          {children && <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-4">{children}</div>}
          {footer && <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** In a form one types at once; where a touch keyboard would cover half of it, the usual first stop stays. */
function focusFirstField(event: Event): void {
  if (!(event.target instanceof HTMLElement) || window.matchMedia('(pointer: coarse)').matches) return;
  const field = event.target.querySelector<HTMLElement>(
    'input:enabled:not([readonly]), select:enabled, textarea:enabled',
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}
