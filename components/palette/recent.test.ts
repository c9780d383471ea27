import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from './recent';

function memory(initial: Record<string, string> = {}) {
  const held = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
  };
}

describe('RecentlyUsed', () => {
  it('keeps the latest first, each once, and no more than twenty', () => {
    const recent = new RecentlyUsed('o', 'u', () => storage);
    const storage = memory();
    for (const id of ['a', 'b', 'a']) recent.note(id);
    expect(recent.ids()).toEqual(['a', 'b']);
    for (let n = 0; n < 30; n += 1) recent.note(`id-${n}`);
    expect(recent.ids()).toHaveLength(20);
    expect(recent.ids()[0]).toBe('id-29');
  });

  it('keeps organizations and people apart', () => {
    const storage = memory();
    new RecentlyUsed('o', 'u', () => storage).note('a');
    expect(new RecentlyUsed('other', 'u', () => storage).ids()).toEqual([]);
    expect(new RecentlyUsed('o', 'other', () => storage).ids()).toEqual([]);
  });

  it.each(['{', '{}', 'null', '"text"', '[1, null, {}]'])('takes %s for nothing', (text) => {
    const recent = new RecentlyUsed('o', 'u', () => memory({ 'palette:o:u': text }));
    expect(recent.ids()).toEqual([]);
  });

  it('does without where the storage is switched off or full', () => {
    const off = new RecentlyUsed('o', 'u', () => {
      throw new Error('SecurityError');
    });
    expect(() => off.note('a')).not.toThrow();
    expect(off.ids()).toEqual([]);
    const full = new RecentlyUsed('o', 'u', () => ({
      ...memory(),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    }));
    expect(() => full.note('a')).not.toThrow();
  });
});
