'use client';

import { Search } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Kbd } from '@/components/ui/kbd';
import { keyNames } from './keys';
import { useLauncher } from './launcher';
import { useIsMac } from './use-is-mac';

/** Opens the palette: the way for those who do not know its key yet. */
export function SearchButton() {
  const { open, prepare } = useLauncher();
  const isMac = useIsMac();
  return (
    <button
      type="button"
      aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      onClick={open}
      onPointerEnter={prepare}
      className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong/45 bg-canvas px-2 text-left text-sm text-muted hover:border-line-strong hover:text-ink"
    >
      <Search aria-hidden className="size-4 shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate">Search or go to…</span>
      <span aria-hidden className="shrink-0">
        <Kbd>{keyNames('Mod+k', isMac).join(isMac ? '' : ' ')}</Kbd>
      </span>
    </button>
  );
}

/** The same in the bar of a phone. */
export function SearchIcon() {
  const { open } = useLauncher();
  return (
    <Button variant="ghost" size="icon" aria-label="Search or go to…" onClick={open}>
      <Search />
    </Button>
  );
}
