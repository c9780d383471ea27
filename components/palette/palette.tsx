'use client';

import { Command as Cmdk } from 'cmdk';
import { Search, X } from 'lucide-react';
import { useRouter } from 'next/navigation';
import * as Radix from 'radix-ui/dialog';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { useFocusReturn } from '@/components/ui/use-focus-return';
import type { Membership } from '@/lib/identity/contract';
import { arrange, type Entry, entryId } from './arrange';
import { EntryRow } from './entry-row';
import { heldText } from './keys';
import { Outcome } from './outcome';
import { PaletteFooter } from './palette-footer';
import { PALETTE_BOX } from './palette-shape';
import { RecentlyUsed } from './recent';
import { useCommandGroups } from './use-command-groups';
import { useLeadSearch, useRecentLeads } from './use-lead-search';
import { useOpenLead } from './use-open-lead';

const MAX_CHARS = 200;

interface PaletteProps {
  memberships: readonly Membership[];
  /** Keys that were pressed before it stood. */
  typed: readonly string[];
  returnFocusTo: () => HTMLElement | null;
  onClose: () => void;
  onShowKeys: () => void;
}

/** Go, search, and act on the selection. */
export function Palette({ memberships, typed, returnFocusTo, onClose, onShowKeys }: PaletteProps) {
  const { org, user, can } = useWorkspace();
  const router = useRouter();
  const openLead = useOpenLead();
  const [held] = useState(() => heldText(typed));
  const [text, setText] = useState(held.text.slice(0, MAX_CHARS));
  const memory = useMemo(() => new RecentlyUsed(org.id, user.id), [org.id, user.id]);
  const [recent] = useState(() => memory.ids());
  const { offered, workspace } = useCommandGroups(memberships, onShowKeys);
  const search = useLeadSearch(text);
  const recentLeads = useRecentLeads(recent);
  const sections = arrange({ typed: text, offered, workspace, recent, leads: search.found, recentLeads });
  const entries = sections.flatMap((section) => section.entries).filter(({ kind }) => kind !== 'blank');

  const input = useRef<HTMLInputElement>(null);
  const choosing = useFirstChosen(input, entries[0] && entryId(entries[0]), text);
  useReplay(input, held.rest);

  /** Done when the palette has closed and the focus is back where it was: what opens next returns it there. */
  const next = useRef<() => unknown>(undefined);
  const returnFocus = useFocusReturn(returnFocusTo);
  const choose = (entry: Entry) => {
    memory.note(entryId(entry));
    next.current = () => {
      if (entry.kind === 'lead') openLead(entry.lead.id);
      else if (entry.kind === 'all leads') router.push(`/${org.slug}/leads?search=${encodeURIComponent(text.trim())}`);
      else if (entry.kind === 'command' && 'href' in entry.command) router.push(entry.command.href);
      else if (entry.kind === 'command' && 'run' in entry.command) void entry.command.run();
    };
    onClose();
  };

  const purpose = can('leads:read') ? 'Search leads, go to a page, or do something' : 'Go to a page, or do something';
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-overlay" />
        <Radix.Content
          aria-describedby={undefined}
          // Of a composition it ends that alone.
          onEscapeKeyDown={(event) => {
            if (event.isComposing) event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            returnFocus(event);
            next.current?.();
          }}
          className={cx(PALETTE_BOX, 'animate-rise-in')}
        >
          <Radix.Title className="sr-only">Go, search or act</Radix.Title>
          <Cmdk
            label={purpose}
            shouldFilter={false}
            vimBindings={false}
            loop
            onKeyDownCapture={choosing.onKeyDownCapture}
            className="flex min-h-0 flex-col outline-none"
          >
            <div className="flex h-12 shrink-0 items-center gap-2.5 border-b px-4">
              <Search aria-hidden className="size-4 shrink-0 text-faint" />
              <Cmdk.Input
                ref={input}
                dir="auto"
                value={text}
                onValueChange={(value) => {
                  choosing.forget();
                  setText(value);
                }}
                placeholder={can('leads:read') ? 'Search leads, or go to…' : 'Go to…'}
                maxLength={MAX_CHARS}
                enterKeyHint="go"
                autoCapitalize="none"
                className="h-full min-w-0 flex-1 bg-transparent text-base outline-none max-md:text-lg"
              />
              <Radix.Close asChild>
                <Button variant="ghost" size="icon-sm" aria-label="Close" className="-mr-1.5" onKeyDown={keepToItself}>
                  <X />
                </Button>
              </Radix.Close>
            </div>
            <Cmdk.List
              label="Results"
              onPointerMoveCapture={choosing.onPointerMoveCapture}
              className="min-h-0 overflow-y-auto overscroll-contain scroll-py-1 px-1.5 pb-1.5 empty:hidden"
            >
              {sections.map(({ id, heading, entries: rows }) => (
                <Cmdk.Group
                  key={id}
                  value={id}
                  heading={
                    <span
                      dir="auto"
                      title={heading}
                      className="block truncate px-2.5 pt-2.5 pb-1 text-left text-xs text-faint"
                    >
                      {heading}
                    </span>
                  }
                >
                  {rows.map((entry) => (
                    <EntryRow key={entryId(entry)} entry={entry} onChoose={choose} />
                  ))}
                </Cmdk.Group>
              ))}
            </Cmdk.List>
          </Cmdk>
          <Outcome text={text.trim()} isEmpty={sections.length === 0} search={search} />
          <PaletteFooter />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Enter on a control beside the list is the control's. */
function keepToItself(event: React.KeyboardEvent): void {
  event.stopPropagation();
}

/**
 * Keeps the first entry chosen while leads come in above others, until somebody moves. Home is how cmdk is told to choose
 * the first, by a person or by this.
 */
function useFirstChosen(input: React.RefObject<HTMLInputElement | null>, first: string | undefined, text: string) {
  const moved = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: What is typed brings another list, even where its first entry is the same.
  useEffect(() => {
    if (first !== undefined && !moved.current) press(input.current, 'Home');
  }, [input, first, text]);
  return {
    forget: () => {
      moved.current = false;
    },
    onPointerMoveCapture: () => {
      moved.current = true;
    },
    onKeyDownCapture: ({ key, isTrusted }: React.KeyboardEvent) => {
      if (isTrusted && ['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(key)) moved.current = true;
    },
  };
}

/** Presses keys again that were pressed before there was anything to hear them. */
function useReplay(input: React.RefObject<HTMLInputElement | null>, keys: readonly string[]): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const key of keys) press(input.current, key);
    });
    return () => clearTimeout(timer);
  }, [input, keys]);
}

function press(element: HTMLElement | null, key: string): void {
  element?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}
