import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeSlug, isUsableSlug, slugOfName } from './slug';

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/;

describe('the slug of a name', () => {
  it.each([
    ['Acme Inc.', 'acme-inc'],
    ['  Müller & Söhne  ', 'muller-sohne'],
    ['Ålesund 2000', 'alesund-2000'],
    ['株式会社', 'organization'],
    ['---', 'organization'],
    [`${'a'.repeat(47)} b`, 'a'.repeat(47)],
  ])('of %j is %j', (name, slug) => {
    expect(slugOfName(name)).toBe(slug);
  });

  it('is always one, numbered or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.nat({ max: 30 }), (name, others) => {
        const taken = new Set<string>();
        for (let count = 0; count <= others; count += 1) {
          const slug = freeSlug(slugOfName(name), taken);
          expect(slug).toMatch(SLUG);
          expect(isUsableSlug(slug)).toBe(true);
          expect(taken.has(slug)).toBe(false);
          taken.add(slug);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a free slug', () => {
  it('is the wish, or the wish with the next free number', () => {
    expect(freeSlug('acme', new Set(['acme-2']))).toBe('acme');
    expect(freeSlug('acme', new Set(['acme', 'acme-2', 'acme-4']))).toBe('acme-3');
    expect(freeSlug('a'.repeat(48), new Set(['a'.repeat(48)]))).toBe(`${'a'.repeat(42)}-2`);
  });

  it('never hides a page of the program, nor looks like an id', () => {
    expect(freeSlug('api', new Set())).toBe('api-2');
    const id = '01990000-0000-7000-8000-000000000000';
    expect(isUsableSlug(id)).toBe(false);
    expect(freeSlug(id, new Set())).toBe(`${id}-2`);
  });
});
