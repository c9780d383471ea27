import type { Role } from '@/lib/identity/contract';

/** What a role is called and what it may do, in a few words. */
export const ROLE_WORDS: Record<Role, { label: string; does: string }> = {
  admin: { label: 'Admin', does: 'Everything, with members, keys and settings' },
  manager: { label: 'Manager', does: 'All work on leads, scoring rules and dashboards' },
  rep: { label: 'Rep', does: 'Work on leads; sees scoring rules and the team' },
  analyst: { label: 'Analyst', does: 'Sees dashboards and reports' },
  viewer: { label: 'Viewer', does: 'Sees dashboards' },
};
