'use client';

import { useQuery } from '@tanstack/react-query';
import { useTheme } from 'next-themes';
import { useApi } from '@/components/api/provider';
import { leave } from '@/components/shell/leave';
import { useWorkspace } from '@/components/shell/workspace';
import { useCopySnippet } from '@/components/tracking/use-copy-snippet';
import type { Membership } from '@/lib/identity/contract';
import type { CommandGroup } from './command';
import { useOfferedCommands } from './use-commands';
import { permitted, workspaceCommands } from './workspace-commands';

interface CommandGroups {
  /** Of what is mounted: the selection and the page. */
  offered: CommandGroup[];
  workspace: CommandGroup[];
}

/** Every command there is now for this member. */
export function useCommandGroups(memberships: readonly Membership[], showKeys: () => void): CommandGroups {
  const { org, can } = useWorkspace();
  const { theme, setTheme } = useTheme();
  const me = useQuery(useApi().identity.me.queryOptions({ retry: false }));
  const copySnippet = useCopySnippet();
  const offered = useOfferedCommands().map(({ of, commands }, index) => ({
    id: `offered:${index}`,
    heading: of ?? 'This page',
    commands: permitted(commands, can),
  }));
  const workspace = workspaceCommands({
    org,
    can,
    memberships,
    theme: theme ?? 'system',
    emailVerified: me.data?.user.emailVerified !== false,
    copySnippet,
    setTheme,
    signOut: leave,
    showKeys,
  });
  return { offered, workspace };
}
