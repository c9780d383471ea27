import { describe, expect, it } from 'vitest';
import { eventDetail, eventName } from './event-words';

describe('eventName', () => {
  it('reads as words', () => {
    expect(['page_view', 'Order Completed', 'call', '_', 'شراء'].map(eventName)).toEqual([
      'Page view',
      'Order Completed',
      'Call',
      '_',
      'شراء',
    ]);
  });
});

describe('eventDetail', () => {
  it('takes the most telling property', () => {
    expect(eventDetail({ url: 'https://example.com/pricing', path: '/pricing' })).toBe('/pricing');
    expect(eventDetail({ feature: 'export', seats: 4 })).toBe('export');
  });

  it('passes over what is empty or not text', () => {
    expect(eventDetail({ title: '  ', path: { deep: true }, plan: 'team' })).toBe('team');
    expect(eventDetail({ seats: 4 })).toBeNull();
  });

  it('cuts long text', () => {
    expect(eventDetail({ title: 'x'.repeat(1000) })).toHaveLength(160);
  });
});
