'use client';

import { Menu as MenuIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { PaletteLauncher } from '@/components/palette/launcher';
import { SearchIcon } from '@/components/palette/search-button';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/sheet';
import { Truncate } from '@/components/ui/truncate';
import type { Membership } from '@/lib/identity/contract';
import { Rail } from './rail';
import { useWorkspace } from './workspace';

/** The rail at the left, the page beside it; below 768 px the rail is a drawer. */
export function Shell({ memberships, children }: { memberships: readonly Membership[]; children: ReactNode }) {
  return (
    <PaletteLauncher memberships={memberships}>
      <div className="min-h-dvh md:grid md:grid-cols-[13.5rem_minmax(0,1fr)]">
        <a
          href="#content"
          className="sr-only z-50 rounded-md bg-raised px-3 py-2 shadow-floating focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to the page
        </a>
        <aside className="sticky top-0 z-30 h-dvh border-r bg-rail max-md:hidden">
          <Rail memberships={memberships} />
        </aside>
        <TopBar memberships={memberships} />
        <main id="content" tabIndex={-1} className="min-w-0 outline-none">
          {children}
        </main>
      </div>
    </PaletteLauncher>
  );
}

function TopBar({ memberships }: { memberships: readonly Membership[] }) {
  const { org } = useWorkspace();
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-rail px-2 md:hidden">
      <Button variant="ghost" size="icon" aria-label="Open the menu" onClick={() => setOpen(true)}>
        <MenuIcon />
      </Button>
      <Truncate text={org.name} className="flex-1 font-medium" />
      {org.isDemo && <Badge tone="caution">Demo data</Badge>}
      <SearchIcon />
      <Sheet open={open} onOpenChange={setOpen} title="Menu" titleHidden side="left" size="sm">
        <Rail memberships={memberships} onNavigate={() => setOpen(false)} />
      </Sheet>
    </header>
  );
}
