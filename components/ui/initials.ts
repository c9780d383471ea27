const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return '';
}

/** The first letters of the first and the last word; `?` for an empty name. */
export function initials(name: string): string {
  const words = name
    .split(/[\s@._-]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+/u, ''))
    .filter((word) => word !== '');
  const first = words[0];
  if (first === undefined) return firstGrapheme(name.trim()) || '?';
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return firstGrapheme(first) + (last ? firstGrapheme(last) : '');
}
