'use client';

import { ChevronsUpDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Truncate } from '@/components/ui/truncate';
import type { Membership } from '@/lib/identity/contract';
import { useLazyModule } from './use-lazy-module';
import { useWorkspace } from './workspace';

interface OrganizationSwitcherProps {
  memberships: readonly Membership[];
  onNavigate?: (() => void) | undefined;
}

const fetchMenu = () => import('./organization-menu');

export function OrganizationSwitcher(props: OrganizationSwitcherProps) {
  const { module, load } = useLazyModule(fetchMenu);
  if (module) return <module.OrganizationMenu {...props} trigger={<Trigger />} />;
  return (
    <Trigger aria-haspopup="menu" aria-expanded={false} onPointerEnter={fetchMenu} onFocus={fetchMenu} onClick={load} />
  );
}

function Trigger(props: ComponentProps<'button'>) {
  const { org } = useWorkspace();
  return (
    <button
      type="button"
      {...props}
      className="flex h-10 w-full items-center gap-2 rounded-md px-2 text-left outline-offset-[-2px] hover:bg-sunken"
    >
      <Avatar name={org.name} shape="square" />
      <Truncate text={org.name} className="flex-1 font-medium" />
      <span className="sr-only">, switch organization</span>
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-faint" />
    </button>
  );
}
