import { describe, expect, it } from 'vitest';
import { heldText, keyNames, presses } from './keys';

const OPEN = { keys: ['Mod+k'], does: 'Open' };
const DOWN = { keys: ['j', 'ArrowDown'], does: 'Down' };

function press(key: string, more: Partial<KeyboardEvent> = {}) {
  const plain = { code: '', metaKey: false, ctrlKey: false, altKey: false, shiftKey: false };
  return { key, ...plain, isComposing: false, keyCode: 0, ...more };
}

describe('presses', () => {
  it.each([
    ['⌘K', press('k', { metaKey: true })],
    ['Ctrl+K', press('k', { ctrlKey: true })],
    ['Ctrl+K with caps lock', press('K', { ctrlKey: true })],
    ['Ctrl and the key of K on a Cyrillic keyboard', press('л', { ctrlKey: true, code: 'KeyK' })],
    ['Ctrl+K on a Dvorak keyboard', press('k', { ctrlKey: true, code: 'KeyV' })],
  ])('takes %s', (_, event) => expect(presses(event, OPEN)).toBe(true));

  it.each([
    ['k alone', press('k')],
    ['Ctrl+Shift+K, the browser’s console', press('K', { ctrlKey: true, shiftKey: true })],
    ['Ctrl+Alt+K', press('k', { ctrlKey: true, altKey: true })],
    ['Ctrl+T where K is on other keyboards', press('t', { ctrlKey: true, code: 'KeyK' })],
    ['Ctrl+K while composing', press('k', { ctrlKey: true, isComposing: true })],
    ['a key that an input method dealt with', press('k', { ctrlKey: true, keyCode: 229 })],
  ])('leaves %s', (_, event) => expect(presses(event, OPEN)).toBe(false));

  it('takes each key of a binding, and none with a modifier', () => {
    expect(presses(press('j'), DOWN)).toBe(true);
    expect(presses(press('ArrowDown'), DOWN)).toBe(true);
    expect(presses(press('j', { ctrlKey: true }), DOWN)).toBe(false);
    expect(presses(press('k'), DOWN)).toBe(false);
  });
});

it('names keys as they are labelled', () => {
  expect(keyNames('Mod+k', true)).toEqual(['⌘', 'K']);
  expect(keyNames('Mod+k', false)).toEqual(['Ctrl', 'K']);
  expect(keyNames('ArrowDown', false)).toEqual(['↓']);
  expect(keyNames('?', false)).toEqual(['?']);
});

describe('heldText', () => {
  it('keeps what was typed, and what was to be done with it', () => {
    expect(heldText(['s', 'c', 'x', 'Backspace', 'o'])).toEqual({ text: 'sco', rest: [] });
    expect(heldText(['s', 'ArrowDown', 'Enter', 'x'])).toEqual({ text: 's', rest: ['ArrowDown', 'Enter'] });
    expect(heldText(['Backspace'])).toEqual({ text: '', rest: [] });
  });
});
