/** How well a text fits, the best first. Up to `word` it names the thing; after that it only has to do with it. */
export const FIT = { whole: 0, beginning: 1, word: 2, furtherWord: 3, part: 4, abbreviation: 5 } as const;

export interface Ranked {
  id: string;
  label: string;
  words?: string;
}

export interface Match<Item> {
  item: Item;
  /** One of `FIT`. */
  fit: number;
}

/** Without case, accents and the difference between one kind of space and another. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** A single letter stands somewhere in almost every text. */
const PART_CHARS_MIN = 2;

const wordsOf = (folded: string) => folded.split(/[^\p{L}\p{N}?]+/u).filter((word) => word !== '');

/** How well typed text fits a label, or null when it does not. */
export function fitOf(typed: string, { label, words = '' }: Pick<Ranked, 'label' | 'words'>): number | null {
  const text = fold(typed);
  const name = fold(label);
  if (text === name) return FIT.whole;
  if (name.startsWith(text)) return FIT.beginning;
  const parts = text.split(' ');
  const own = wordsOf(name);
  const begins = (among: readonly string[]) => parts.every((part) => among.some((word) => word.startsWith(part)));
  if (begins(own)) return FIT.word;
  if (text.length < PART_CHARS_MIN) return wordsOf(fold(words)).includes(text) ? FIT.furtherWord : null;
  if (begins([...own, ...wordsOf(fold(words))])) return FIT.furtherWord;
  if (name.includes(text)) return FIT.part;
  return abbreviates(text.replaceAll(' ', ''), own) ? FIT.abbreviation : null;
}

/** Whether the letters are beginnings of some of the words, in their order: `nsr` and `newrule` of "new scoring rule". */
function abbreviates(letters: string, words: readonly string[]): boolean {
  /** How many letters can be accounted for by the words so far. */
  const reached = new Set([0]);
  for (const word of words)
    for (const from of [...reached]) {
      const length = commonLength(letters.slice(from), word);
      for (let taken = 1; taken <= length; taken += 1) reached.add(from + taken);
    }
  return reached.has(letters.length);
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/**
 * What fits typed text, the best first; what fits alike in the order it was used (`recent`, the latest first), then in
 * the order given. Empty text fits nothing.
 */
export function rank<Item extends Ranked>(
  typed: string,
  items: readonly Item[],
  recent: readonly string[],
): Match<Item>[] {
  if (fold(typed) === '') return [];
  const used = (id: string) => {
    const place = recent.indexOf(id);
    return place < 0 ? recent.length : place;
  };
  return items
    .flatMap((item) => {
      const fit = fitOf(typed, item);
      return fit === null ? [] : [{ item, fit }];
    })
    .sort((a, b) => a.fit - b.fit || used(a.item.id) - used(b.item.id));
}
