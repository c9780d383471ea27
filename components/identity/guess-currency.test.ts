import { describe, expect, it } from 'vitest';
import { guessCurrency } from './guess-currency';

describe('guessCurrency', () => {
  it.each([
    ['en-GB', 'GBP'],
    ['de-AT', 'EUR'],
    ['de', 'EUR'],
    ['en', 'USD'],
    ['pt-BR', 'BRL'],
    ['en-KE', 'USD'],
    ['', 'USD'],
    ['not a tag', 'USD'],
  ])('%s → %s', (language, currency) => {
    expect(guessCurrency(language)).toBe(currency);
  });
});
