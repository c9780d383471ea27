import { describe, expect, it } from 'vitest';
import { permissionsOfRole, type Role } from '@/lib/tenancy/permissions';
import { isHere, navigationFor } from './navigation';

function labels(role: Role) {
  const held = permissionsOfRole(role);
  const { work, settings, further } = navigationFor((permission) => held.has(permission));
  return {
    work: work.map(({ label }) => label),
    settings: settings.map(({ label }) => label),
    further: further.map(({ label }) => label),
  };
}

describe('navigationFor', () => {
  it('shows an admin everything', () => {
    expect(labels('admin')).toEqual({
      work: ['Home', 'Leads', 'Leaderboard', 'System'],
      settings: ['Organization', 'Members', 'Scoring', 'Sources & keys', 'API keys', 'Outbox'],
      further: ['Events', 'Debugger', 'Configuration'],
    });
  });

  it('hides what a role may not open', () => {
    expect(labels('manager').settings).toEqual(['Organization', 'Members', 'Scoring', 'Sources & keys']);
    expect(labels('rep').settings).toEqual(['Members', 'Scoring']);
    expect(labels('viewer')).toEqual({ work: ['Home', 'Leaderboard'], settings: [], further: [] });
  });
});

describe('isHere', () => {
  it('takes the first page alone and others with what is below them', () => {
    expect(isHere('/acme', 'acme', '')).toBe(true);
    expect(isHere('/acme/leads', 'acme', '')).toBe(false);
    expect(isHere('/acme/leads/1', 'acme', '/leads')).toBe(true);
    expect(isHere('/acme/leadership', 'acme', '/leads')).toBe(false);
    expect(isHere('/acme-two/leads', 'acme', '/leads')).toBe(false);
  });
});
