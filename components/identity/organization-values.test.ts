import { describe, expect, it } from 'vitest';
import type { Organization } from '@/lib/identity/contract';
import { changesOf, valuesOf } from './organization-values';

const ORGANIZATION: Organization = {
  id: '0199b0c0-0000-7000-8000-000000000001',
  name: 'Acme',
  slug: 'acme',
  isDemo: false,
  domain: null,
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  weekStart: 1,
  moaPercent: 70,
  retentionDays: null,
  keepIpAddresses: false,
};

describe('changesOf', () => {
  it('finds nothing in an untouched form', () => {
    expect(changesOf(ORGANIZATION, valuesOf(ORGANIZATION))).toEqual({});
    const limited = { ...ORGANIZATION, retentionDays: 90, domain: 'acme.example' };
    expect(changesOf(limited, valuesOf(limited))).toEqual({});
  });

  it('sends what was changed, in the types of the contract', () => {
    const values = {
      ...valuesOf(ORGANIZATION),
      weekStart: '7',
      keepForever: false,
      retentionDays: '365',
      domain: ' acme.example ',
    };
    expect(changesOf(ORGANIZATION, values)).toEqual({ weekStart: 7, retentionDays: 365, domain: 'acme.example' });
  });

  it('empties a domain and lifts a limit', () => {
    const limited = { ...ORGANIZATION, retentionDays: 90, domain: 'acme.example' };
    const values = { ...valuesOf(limited), domain: '  ', keepForever: true };
    expect(changesOf(limited, values)).toEqual({ domain: null, retentionDays: null });
  });
});
