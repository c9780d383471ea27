import { describe, expect, it } from 'vitest';
import type { Lead } from '@/lib/leads/contract';
import { joinPages } from './lead-pages';

const lead = (id: string, score: number): Lead => ({
  id,
  name: null,
  email: null,
  company: null,
  title: null,
  phone: null,
  website: null,
  externalId: null,
  known: false,
  status: 'new',
  stage: 'cold',
  score,
  velocity: 0,
  risk: 0,
  eventCount: 0,
  lastEventAt: null,
  firstSeenAt: '2026-03-10T12:00:00.000Z',
  firstSource: null,
  createdAt: '2026-03-10T12:00:00.000Z',
});

describe('joinPages', () => {
  it('keeps the order of the pages and shows a lead that moved between them once', () => {
    const pages = [
      { items: [lead('a', 3), lead('b', 2)], total: 9 },
      { items: [lead('b', 2), lead('c', 1)], total: 10 },
    ];
    const { leads, total } = joinPages(pages);
    expect(leads.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(total).toBe(10);
  });

  it('knows no total before the first page, nor where the answer tells none', () => {
    expect(joinPages([])).toEqual({ leads: [], total: undefined });
    expect(joinPages([{ items: [lead('a', 1)] }]).total).toBeUndefined();
  });
});
