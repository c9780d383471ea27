import { describe, expect, it } from 'vitest';
import { propertyLines } from './property-lines';

describe('propertyLines', () => {
  it('flattens nested values with dotted paths', () => {
    expect(
      propertyLines({ page: { path: '/pricing', query: { plan: 'team' } }, seats: 4, trial: false }).lines,
    ).toEqual([
      { path: 'page.path', text: '/pricing' },
      { path: 'page.query.plan', text: 'team' },
      { path: 'seats', text: '4' },
      { path: 'trial', text: 'false' },
    ]);
  });

  it('shows lists, null and empty objects on one line', () => {
    expect(propertyLines({ tags: ['a', 2], items: [{ sku: 'x' }], gone: null, empty: {} }).lines).toEqual([
      { path: 'tags', text: 'a, 2' },
      { path: 'items', text: '[{"sku":"x"}]' },
      { path: 'gone', text: 'null' },
      { path: 'empty', text: '{}' },
    ]);
  });

  it('stops descending at six levels', () => {
    const deep = { a: { b: { c: { d: { e: { f: { g: 1 } } } } } } };
    expect(propertyLines(deep).lines).toEqual([{ path: 'a.b.c.d.e.f', text: '{"g":1}' }]);
  });

  it('cuts very long values and says so', () => {
    const [line] = propertyLines({ html: 'x'.repeat(5_500) }).lines;
    expect(line!.text.endsWith('x… and 3,500 more characters')).toBe(true);
    expect(line!.text).toHaveLength(2_000 + '… and 3,500 more characters'.length);
  });

  it('says how many lines it left out', () => {
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`k${index}`, index]));
    const { lines, left } = propertyLines(many, 5);
    expect([lines.length, left]).toEqual([5, 2]);
  });
});
