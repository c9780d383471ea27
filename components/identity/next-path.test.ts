import { describe, expect, it } from 'vitest';
import { safeNextPath, withNext } from './next-path';

describe('safeNextPath', () => {
  it.each(['/acme', '/acme/leads?stage=hot', '/invite/abc#x'])('keeps %s', (path) => {
    expect(safeNextPath(path)).toBe(path);
  });

  it.each([
    undefined,
    null,
    '',
    'acme',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/.//evil.example',
  ])('refuses %j', (path) => {
    expect(safeNextPath(path)).toBe('/');
  });
});

describe('withNext', () => {
  it('adds the way on where there is one', () => {
    expect(withNext('/sign-up', '/invite/a?b=c')).toBe('/sign-up?next=%2Finvite%2Fa%3Fb%3Dc');
    expect(withNext('/sign-in', '/')).toBe('/sign-in');
  });
});
