import { describe, expect, it } from 'vitest';
import { changedRecently, noteChanged } from './recently-changed';

describe('changedRecently', () => {
  it('holds for three seconds, for the leads that were told', () => {
    noteChanged(['a'], 10_000);
    expect([changedRecently('a', 10_000), changedRecently('a', 13_000), changedRecently('b', 10_000)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(changedRecently('a', 13_001)).toBe(false);
  });

  it('starts again with a new change', () => {
    noteChanged(['a'], 20_000);
    noteChanged(['a'], 22_500);
    expect(changedRecently('a', 25_000)).toBe(true);
  });
});
