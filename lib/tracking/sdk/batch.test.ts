import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchBody, byteLength, nextBatch } from './batch';

const NOW_MS = Date.UTC(2025, 0, 15, 9);

const events = fc.array(
  fc.string({ unit: 'grapheme', maxLength: 12_000 }).map((text) => JSON.stringify({ text })),
  { maxLength: 80 },
);

test('a batch is the longest run from the oldest within 50 events and 60,000 bytes', () => {
  fc.assert(
    fc.property(events, (waiting) => {
      const batch = nextBatch(waiting, 'tl_w_a', NOW_MS);
      expect(batch).toEqual(waiting.slice(0, batch.length));
      expect(batch.length).toBeLessThanOrEqual(50);
      expect(byteLength(batchBody(batch, 'tl_w_a', NOW_MS))).toBeLessThanOrEqual(60_000);
      if (batch.length === waiting.length || batch.length === 50) return;
      // One event more, and its comma, would not have fitted.
      const longer = waiting.slice(0, batch.length + 1);
      expect(byteLength(batchBody(longer, 'tl_w_a', NOW_MS)) + 1).toBeGreaterThan(60_000);
    }),
    { numRuns: 60 },
  );
});

test('an event too large for any batch goes alone instead of blocking the queue', () => {
  const huge = JSON.stringify('x'.repeat(70_000));
  expect(nextBatch([huge, '{}'], 'k', NOW_MS)).toEqual([huge]);
});

test('the body is JSON with the write key, the sending time and the events', () => {
  expect(JSON.parse(batchBody(['{"a":1}', '{"b":2}'], 'tl_w_"q', NOW_MS))).toEqual({
    writeKey: 'tl_w_"q',
    sentAt: '2025-01-15T09:00:00.000Z',
    batch: [{ a: 1 }, { b: 2 }],
  });
});
