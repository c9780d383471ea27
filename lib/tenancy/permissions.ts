/** Everything a role or a key can be allowed to do. One list; REST, pages, jobs and keys all read it. */
export const PERMISSIONS = [
  'dashboard:read',
  'dashboard:write',
  'reports:read',
  'team:read',
  'leads:read',
  'leads:write',
  'events:read',
  'events:write',
  'scoring:read',
  'scoring:write',
  'sources:read',
  'sources:write',
  'members:write',
  'settings:read',
  'settings:write',
  'keys:read',
  'keys:write',
  'outbox:read',
  'jobs:read',
  'jobs:cancel',
  'system:read',
  'system:run',
  'organization:delete',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['admin', 'manager', 'rep', 'analyst', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const LEAD_WORK: Permission[] = ['leads:read', 'leads:write', 'events:read', 'scoring:read'];

/** The role table. An analyst and a viewer see numbers and leaderboards, not the lead list. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  admin: PERMISSIONS,
  manager: [
    'dashboard:read',
    'dashboard:write',
    'reports:read',
    'team:read',
    ...LEAD_WORK,
    'scoring:write',
    'sources:read',
    'settings:read',
    'jobs:read',
    'jobs:cancel',
    'system:read',
  ],
  rep: ['dashboard:read', 'team:read', ...LEAD_WORK, 'jobs:read'],
  analyst: ['dashboard:read', 'reports:read'],
  viewer: ['dashboard:read'],
};

/** What an API key may be given. Keys never manage members, other keys or the organization itself. */
export const KEY_SCOPES = [
  'events:write',
  'events:read',
  'leads:read',
  'leads:write',
  'scoring:read',
  'scoring:write',
  'dashboard:read',
  'sources:read',
  'jobs:read',
  'system:read',
] as const satisfies readonly Permission[];

export function isRole(value: string): value is Role {
  return (ROLES as readonly string[]).includes(value);
}

export function permissionsOfRole(role: Role): ReadonlySet<Permission> {
  return new Set(ROLE_PERMISSIONS[role]);
}
