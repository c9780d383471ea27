'use client';

import { Check, Plus } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu';
import { Truncate } from '@/components/ui/truncate';
import type { Membership } from '@/lib/identity/contract';
import { useWorkspace } from './workspace';

interface OrganizationMenuProps {
  memberships: readonly Membership[];
  trigger: ReactNode;
  onNavigate?: (() => void) | undefined;
}

/** Stands open when it comes: it was fetched because somebody pressed its button. */
export function OrganizationMenu({ memberships, trigger, onNavigate }: OrganizationMenuProps) {
  const { org } = useWorkspace();
  return (
    <Menu className="w-64" defaultOpen trigger={trigger}>
      <MenuLabel>Organizations</MenuLabel>
      {memberships.map((membership) => (
        <MenuItem key={membership.orgId} asChild>
          <Link
            href={`/${membership.slug}`}
            onClick={onNavigate}
            aria-current={membership.orgId === org.id ? 'true' : undefined}
          >
            <Avatar name={membership.name} size="sm" shape="square" />
            <Truncate text={membership.name} className="flex-1" />
            {membership.orgId === org.id && <Check aria-hidden />}
          </Link>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/welcome" onClick={onNavigate}>
          <Plus aria-hidden />
          New organization
        </Link>
      </MenuItem>
    </Menu>
  );
}
