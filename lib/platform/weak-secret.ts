/** Published by those who made them, for trying things out: anybody can sign with them. */
const PUBLISHED = [
  // better-auth's default.
  'better-auth-secret-12345678901234567890',
  // QStash's development server.
  'eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=',
  'sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r',
  'sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs',
];

/** Words of examples. Six letters or more: in a random key they do not turn up by chance. */
const WORDS =
  /changeme|replaceme|placeholder|secret|password|example|default|insecure|yourkey|qwerty|abcdefgh|01234567|12345678/;

/** Sixteen random hexadecimal digits, the shortest secret that is made, have fewer once in 27,000 times. */
const DIFFERENT_MIN = 6;

/** Why a secret is none, in words that do not tell it; null for one that may be. */
export function weaknessOf(secret: string): string | null {
  if (PUBLISHED.includes(secret)) return 'is a published default';
  if (secret.includes('…') || WORDS.test(secret.toLowerCase().replace(/[^a-z0-9]/g, ''))) return 'is a placeholder';
  if (new Set(secret).size < DIFFERENT_MIN) return 'has too few different characters';
  if (isRepetition(secret)) return 'repeats itself';
  return null;
}

/** Whether it is one part over and over. */
function isRepetition(text: string): boolean {
  return (text + text).indexOf(text, 1) < text.length;
}
