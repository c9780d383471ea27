'use client';

import { usePathname } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useEffectEvent, useRef, useState } from 'react';
import { sayItFailed, useLazyModule } from '@/components/shell/use-lazy-module';
import type { Membership } from '@/lib/identity/contract';
import { isTyping, presses } from './keys';
import { PaletteShape } from './palette-shape';
import { isMac } from './use-is-mac';

const OPEN = { keys: ['Mod+k'], does: 'Go, search or act' };
const SHOW_KEYS = { keys: ['?'], does: 'Show these keys' };
/** Escape is handled by whatever is open. */
const EVERYWHERE = [OPEN, SHOW_KEYS, { keys: ['Escape'], does: 'Close what is open' }];

const fetchPalette = () => import('./palette');
const fetchKeySheet = () => import('./key-sheet');

interface Launcher {
  open: () => void;
  /** Fetches the palette before it is asked for. */
  prepare: () => void;
}

const LauncherContext = createContext<Launcher | null>(null);

export function useLauncher(): Launcher {
  const launcher = useContext(LauncherContext);
  if (launcher === null) throw new Error('useLauncher needs a PaletteLauncher above it.');
  return launcher;
}

interface PaletteLauncherProps {
  memberships: readonly Membership[];
  children: ReactNode;
}

/** Listens for the keys that open the palette and the sheet of keys. Both are fetched when they are first opened. */
export function PaletteLauncher({ memberships, children }: PaletteLauncherProps) {
  const [wanted, setWanted] = useState<'palette' | 'keys' | null>(null);
  const failed = () => {
    setWanted(null);
    sayItFailed();
  };
  const palette = useLazyModule(fetchPalette, failed);
  const sheet = useLazyModule(fetchKeySheet, failed);
  const opener = useRef<Element | null>(null);
  /** Pressed while the palette was on its way; it takes them over when it stands. */
  const held = useRef<string[]>([]);
  const isComing = wanted === 'palette' && palette.module === null;

  function open() {
    if (wanted === null) opener.current = document.activeElement;
    held.current = [];
    setWanted('palette');
    palette.load();
  }
  function showKeys() {
    setWanted('keys');
    sheet.load();
  }

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (presses(event, OPEN)) {
      // In a text of a Mac, Ctrl+K deletes to the end of the line.
      if (event.ctrlKey && isMac() && isTyping(event.target)) return;
      take(event);
      if (event.repeat || isComing || isHeld()) return;
      if (wanted === 'palette') setWanted(null);
      else open();
    } else if (isComing) {
      hold(event);
    } else if (presses(event, SHOW_KEYS) && !isTyping(event.target) && !isInMenu(event.target)) {
      take(event);
      showKeys();
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    // Before the page's own handlers, which would take what is typed for the palette as their keys.
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);

  function hold(event: KeyboardEvent) {
    if (event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
    const isText = event.key.length === 1;
    if (!isText && !['Backspace', 'Enter', 'Escape', 'ArrowDown', 'ArrowUp'].includes(event.key)) return;
    take(event);
    if (event.key === 'Escape') setWanted(null);
    else held.current.push(event.key);
  }

  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: Another page, by whatever way, ends what was open over the last.
  useEffect(() => setWanted(null), [pathname]);

  return (
    <LauncherContext value={{ open, prepare }}>
      {children}
      {isComing && <PaletteShape />}
      {wanted === 'palette' && palette.module && (
        <palette.module.Palette
          memberships={memberships}
          typed={held.current}
          returnFocusTo={() => (opener.current instanceof HTMLElement ? opener.current : null)}
          onClose={() => setWanted(null)}
          onShowKeys={showKeys}
        />
      )}
      {wanted === 'keys' && sheet.module && (
        <sheet.module.KeySheet everywhere={EVERYWHERE} onClose={() => setWanted(null)} />
      )}
    </LauncherContext>
  );
}

function prepare(): void {
  // A failure is told when the palette is really opened.
  fetchPalette().catch(() => {});
}

function take(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** A dialog that must not be left by the way, because it shows something once. */
function isHeld(): boolean {
  return document.querySelector('[data-undismissible]') !== null;
}

/** Menus choose by letters. */
function isInMenu(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="menu"]') !== null;
}
