'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { ApiRoutes } from '@/components/api/client';
import { ApiProvider } from '@/components/api/provider';
import { LiveProvider } from '@/components/live/provider';
import type { Permission, Role } from '@/lib/identity/contract';
import { rememberOrganization } from './last-organization';

export interface WorkspaceOrganization {
  id: string;
  slug: string;
  name: string;
  role: Role;
  isDemo: boolean;
}

export interface WorkspaceUser {
  id: string;
  name: string;
  email: string;
}

export interface Workspace {
  org: WorkspaceOrganization;
  user: WorkspaceUser;
  /** Whether the member may do this. The server decides again on every request; this only decides what is shown. */
  can: (permission: Permission) => boolean;
}

const WorkspaceContext = createContext<Workspace | null>(null);

interface WorkspaceProviderProps {
  org: WorkspaceOrganization;
  user: WorkspaceUser;
  permissions: readonly Permission[];
  routes: ApiRoutes;
  children: ReactNode;
}

/** Who is here, in which organization, and what they may do; with the client and the live connection of that organization. */
export function WorkspaceProvider({ org, user, permissions, routes, children }: WorkspaceProviderProps) {
  const workspace = useMemo<Workspace>(() => {
    const held = new Set(permissions);
    return { org, user, can: (permission) => held.has(permission) };
  }, [org, user, permissions]);
  useEffect(() => rememberOrganization(org.slug), [org.slug]);
  return (
    <WorkspaceContext value={workspace}>
      <ApiProvider routes={routes} orgSlug={org.slug} key={org.slug}>
        <LiveProvider orgSlug={org.slug}>{children}</LiveProvider>
      </ApiProvider>
    </WorkspaceContext>
  );
}

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('useWorkspace needs a WorkspaceProvider above it.');
  return workspace;
}
