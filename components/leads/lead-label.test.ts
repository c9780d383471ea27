import { describe, expect, it } from 'vitest';
import { leadLabel, leadSubtitle } from './lead-label';

const nobody = {
  id: '0198f2c0-0000-7000-8000-00000012ab9f',
  name: null,
  email: null,
  externalId: null,
  company: null,
  title: null,
};

describe('leadLabel', () => {
  it('takes the best that is known', () => {
    const whole = { ...nobody, name: 'Ada', email: 'ada@example.com', externalId: 'crm-1', company: 'Engines' };
    expect(leadLabel(whole)).toBe('Ada');
    expect(leadLabel({ ...whole, name: null })).toBe('ada@example.com');
    expect(leadLabel({ ...whole, name: null, email: null })).toBe('crm-1');
    expect(leadLabel({ ...whole, name: null, email: null, externalId: null })).toBe('Engines');
  });

  it('tells anonymous leads apart by the end of their id', () => {
    expect(leadLabel(nobody)).toBe('Anonymous 12ab9f');
  });
});

describe('leadSubtitle', () => {
  it('joins title and company', () => {
    expect(leadSubtitle({ ...nobody, name: 'Ada', title: 'CTO', company: 'Engines' })).toBe('CTO · Engines');
  });

  it('does not repeat what the name already says', () => {
    expect(leadSubtitle({ ...nobody, company: 'Engines' })).toBeNull();
    expect(leadSubtitle({ ...nobody, email: 'ada@example.com' })).toBeNull();
  });

  it('falls back to the address', () => {
    expect(leadSubtitle({ ...nobody, name: 'Ada', email: 'ada@example.com' })).toBe('ada@example.com');
  });
});
