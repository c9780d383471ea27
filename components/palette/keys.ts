import type { KeyBinding } from './command';

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'isComposing' | 'keyCode'
>;

/** Whether an event is one of a binding's keys. Keys that belong to an input method never are. */
export function presses(event: Pressed, { keys }: KeyBinding): boolean {
  // Some browsers say of the key that ends a composition only that it has been dealt with (229).
  if (event.isComposing || event.keyCode === 229 || event.altKey) return false;
  const withMod = event.metaKey || event.ctrlKey;
  return keys.some((key) => {
    if (!key.startsWith('Mod+')) return !withMod && event.key === key;
    return withMod && !event.shiftKey && isLetter(event, key.slice('Mod+'.length));
  });
}

/** By the letter it types or, on keyboards for other scripts, by the place of the key. */
function isLetter({ key, code }: Pressed, letter: string): boolean {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase() === letter;
  return code === `Key${letter.toUpperCase()}`;
}

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Enter: 'Enter',
};

/** What stands on the keys, e.g. `['⌘', 'K']` or `['Ctrl', 'K']`. */
export function keyNames(key: string, isMac: boolean): string[] {
  return key
    .split(/(?<=Mod)\+/)
    .map((part) => (part === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : (NAMES[part] ?? part.toUpperCase())));
}

/** Whether keys that type something would end up in a text. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** What was typed before the palette stood: the text, and the keys that choose from what the text finds. */
export function heldText(keys: readonly string[]): { text: string; rest: string[] } {
  const rest = keys.filter((key) => key.length > 1 && key !== 'Backspace');
  let text = '';
  for (const key of keys) {
    if (key === 'Enter') break;
    if (key === 'Backspace') text = text.slice(0, -1);
    else if (key.length === 1) text += key;
  }
  return { text, rest };
}
