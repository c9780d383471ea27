import { describe, expect, it } from 'vitest';
import { permissionsOfRole, type Role } from '@/lib/tenancy/permissions';
import { type Surroundings, workspaceCommands } from './workspace-commands';

const ours = { orgId: 'o1', slug: 'acme', name: 'Acme', role: 'admin', isDemo: false } as const;
const theirs = { orgId: 'o2', slug: 'other', name: 'Other Ltd', role: 'rep', isDemo: false } as const;

function groupsFor(role: Role, more: Partial<Surroundings> = {}) {
  const held = permissionsOfRole(role);
  return workspaceCommands({
    org: { id: 'o1', slug: 'acme' },
    can: (permission) => held.has(permission),
    memberships: [ours, theirs],
    theme: 'system',
    emailVerified: true,
    copySnippet: () => {},
    setTheme: () => {},
    signOut: () => {},
    showKeys: () => {},
    ...more,
  });
}

function labelsFor(role: Role, more?: Partial<Surroundings>) {
  return Object.fromEntries(groupsFor(role, more).map(({ id, commands }) => [id, commands.map(({ label }) => label)]));
}

describe('workspaceCommands', () => {
  it('offers an admin everything', () => {
    expect(labelsFor('admin')).toEqual({
      go: [
        'Home',
        'Leads',
        'Leaderboard',
        'System',
        'Events',
        'Debugger',
        'Configuration',
        'Organization',
        'Members',
        'Scoring',
        'Sources & keys',
        'API keys',
        'Outbox',
        'API reference',
      ],
      do: [
        'New scoring rule',
        'Invite a member',
        'New API key',
        'New source',
        'Copy the install snippet',
        'Show the keys',
      ],
      organizations: ['Other Ltd', 'New organization'],
      account: ['Theme: light', 'Theme: dark', 'Sign out'],
    });
  });

  it.each([
    ['manager', ['New scoring rule', 'Show the keys']],
    ['rep', ['Show the keys']],
    ['analyst', ['Show the keys']],
    ['viewer', ['Show the keys']],
  ] as const)('offers a %s only what they may do', (role, done) => {
    expect(labelsFor(role).do).toEqual(done);
  });

  it('offers a viewer only the pages that open for them', () => {
    expect(labelsFor('viewer').go).toEqual(['Home', 'Leaderboard', 'API reference']);
    expect(labelsFor('rep').go).toEqual([
      'Home',
      'Leads',
      'Leaderboard',
      'Events',
      'Debugger',
      'Members',
      'Scoring',
      'API reference',
    ]);
  });

  it('offers the themes that are not chosen, and to confirm an address that was not', () => {
    expect(labelsFor('viewer', { theme: 'dark', emailVerified: false }).account).toEqual([
      'Confirm your e-mail address',
      'Theme: like the system',
      'Theme: light',
      'Sign out',
    ]);
  });

  it('stays in its organization, and gives each command an id of its own', () => {
    const commands = groupsFor('admin').flatMap((group) => group.commands);
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    const inside = groupsFor('admin')
      .filter(({ id }) => id === 'go' || id === 'do')
      .flatMap((group) => group.commands);
    for (const command of inside) if ('href' in command) expect(command.href).toMatch(/^\/(acme(\/|$)|docs\/api$)/);
  });
});
