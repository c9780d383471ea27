'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { LiveIndicator } from '@/components/live/indicator';
import { SearchButton } from '@/components/palette/search-button';
import { Badge } from '@/components/ui/badge';
import { cx } from '@/components/ui/class-names';
import type { Membership } from '@/lib/identity/contract';
import { AccountButton } from './account-button';
import { type Destination, isHere, navigationFor } from './navigation';
import { OrganizationSwitcher } from './organization-switcher';
import { useWorkspace } from './workspace';

interface RailProps {
  memberships: readonly Membership[];
  /** Called when a link was followed, to close a drawer. */
  onNavigate?: () => void;
}

export function Rail({ memberships, onNavigate }: RailProps) {
  const { org, can } = useWorkspace();
  const { work, settings } = navigationFor(can);
  return (
    <div className="flex h-full flex-col gap-3 px-2 py-2">
      <OrganizationSwitcher memberships={memberships} onNavigate={onNavigate} />
      {org.isDemo && (
        <div className="px-2">
          <Badge tone="caution">Demo data</Badge>
        </div>
      )}
      {/* A phone has it in its bar, and would have two layers open from here. */}
      <div className="max-md:hidden">
        <SearchButton />
      </div>
      <nav aria-label="Main" className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto py-1">
        <Destinations destinations={work} onNavigate={onNavigate} />
        {settings.length > 0 && (
          <div className="grid gap-1">
            <p id="settings-heading" className="px-2 text-xs text-faint">
              Settings
            </p>
            <Destinations destinations={settings} labelledBy="settings-heading" onNavigate={onNavigate} />
          </div>
        )}
      </nav>
      <div className="grid grid-cols-1 gap-2 border-t pt-2">
        <div className="px-2">
          <LiveIndicator />
        </div>
        <AccountButton />
      </div>
    </div>
  );
}

interface DestinationsProps {
  destinations: readonly Destination[];
  labelledBy?: string;
  onNavigate?: (() => void) | undefined;
}

function Destinations({ destinations, labelledBy, onNavigate }: DestinationsProps) {
  const { org } = useWorkspace();
  const pathname = usePathname();
  return (
    <ul aria-labelledby={labelledBy} className="grid gap-px">
      {destinations.map(({ path, label, icon: Icon }) => {
        const here = isHere(pathname, org.slug, path);
        return (
          <li key={path}>
            <Link
              href={`/${org.slug}${path}`}
              onClick={onNavigate}
              aria-current={here ? 'page' : undefined}
              className={cx(
                'flex h-8 items-center gap-2 rounded-md px-2 text-sm outline-offset-[-2px] transition-colors duration-100 max-md:h-10',
                here ? 'bg-pressed font-medium text-ink' : 'text-muted hover:bg-sunken hover:text-ink',
              )}
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              <span className="truncate">{label}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
