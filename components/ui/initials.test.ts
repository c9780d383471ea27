import { describe, expect, it } from 'vitest';
import { initials } from './initials';

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['Northwind (demo)', 'Nd'],
    ['ada', 'a'],
    ['ada.lovelace@example.com', 'ac'],
    ['  Wolfgang   Amadeus Mozart ', 'WM'],
    ['محمد عبد الرحمن', 'ما'],
    ['李小龍', '李'],
    ['Éloïse', 'É'],
    ['👩‍💻', '👩‍💻'],
    ['', '?'],
    ['   ', '?'],
  ])('%j → %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});
