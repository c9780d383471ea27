'use client';

import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import type { Permission } from '@/lib/identity/contract';
import { useWorkspace } from './workspace';

interface PermissionGateProps {
  needs: Permission;
  /** What would be here, e.g. "the members". */
  what: string;
  children: ReactNode;
}

/** The page for those who may see it; a sentence why not for the others. */
export function PermissionGate({ needs, what, children }: PermissionGateProps) {
  const { org, can } = useWorkspace();
  if (can(needs)) return children;
  return (
    <EmptyState icon={<Lock />} title={`Your role does not show ${what}`}>
      You are {ARTICLES[org.role]} of <bdi>{org.name}</bdi>. An admin can change your role under Members.
    </EmptyState>
  );
}

const ARTICLES = { admin: 'an admin', manager: 'a manager', rep: 'a rep', analyst: 'an analyst', viewer: 'a viewer' };

/** Above content one may read but not change. */
export function ReadOnlyNote({ needs, children }: { needs: Permission; children: ReactNode }) {
  const { org, can } = useWorkspace();
  if (can(needs)) return null;
  return (
    <div className="mb-4">
      <Notice icon={<Lock />}>
        {children} You are {ARTICLES[org.role]}.
      </Notice>
    </div>
  );
}
