'use client';

import { useQuery } from '@tanstack/react-query';
import { LogOut, MailCheck } from 'lucide-react';
import { useTheme } from 'next-themes';
import type { ReactNode } from 'react';
import { useApi } from '@/components/api/provider';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu';
import { Truncate } from '@/components/ui/truncate';
import { leave } from './leave';
import { THEMES } from './themes';
import { useWorkspace } from './workspace';

/** Stands open when it comes: it was fetched because somebody pressed its button. */
export function AccountMenu({ trigger }: { trigger: ReactNode }) {
  const { user } = useWorkspace();
  const { theme, setTheme } = useTheme();
  const me = useQuery(useApi().identity.me.queryOptions());

  return (
    <Menu side="top" className="w-56" defaultOpen trigger={trigger}>
      <div className="px-2 py-1 text-xs text-faint">
        <Truncate text={user.email} />
      </div>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <MenuChoice value={theme ?? 'system'} onValueChange={setTheme} options={THEMES} />
      <MenuSeparator />
      {me.data?.user.emailVerified === false && (
        <MenuItem icon={<MailCheck />} onSelect={() => window.location.assign('/verify-email')}>
          Confirm your e-mail address
        </MenuItem>
      )}
      <MenuItem icon={<LogOut />} onSelect={leave}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
