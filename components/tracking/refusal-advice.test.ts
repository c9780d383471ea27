import { describe, expect, it } from 'vitest';
import { refusalAdvice } from './refusal-advice';

const about = (field: string) => refusalAdvice({ code: 'VALIDATION', field });

describe('refusalAdvice', () => {
  it('tells each cause what it needs', () => {
    const causes = [
      { code: 'FORBIDDEN', field: 'origin' },
      { code: 'FORBIDDEN', field: 'request' },
      { code: 'RATE_LIMITED', field: 'request' },
      { code: 'PAYLOAD_TOO_LARGE', field: 'event' },
      { code: 'BAD_REQUEST', field: 'body' },
      ...['eventType', 'userId', 'email', 'timestamp', 'events', 'body', 'eventId', 'properties.amount'].map(
        (field) => ({
          code: 'VALIDATION',
          field,
        }),
      ),
    ];
    const advice = causes.map(refusalAdvice);
    expect(new Set(advice).size).toBe(causes.length);
    for (const sentence of advice) expect(sentence).toMatch(/^[A-Z].+\.$/);
  });

  it('speaks of who, when and what by any of their names', () => {
    expect(about('anonymousId')).toBe(about('leadId'));
    expect(about('occurredAt')).toBe(about('timestamp'));
    expect(about('event')).toBe(about('eventType'));
    expect(about('batch')).toContain('"batch"');
  });

  it('has something to say about what it does not know', () => {
    expect(refusalAdvice({ code: 'SOMETHING_NEW', field: 'properties["<b>"]' })).toContain('sent again');
  });
});
