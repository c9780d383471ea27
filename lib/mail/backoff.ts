/** A message is given to the mail server at most this often. */
export const ATTEMPTS_MAX = 5;
const FIRST_WAIT_MS = 3_000;
/** 3 s, 24 s, 3 min, 26 min: within the hour that a reset link is good, and past the pause of servers that greylist. */
const GROWTH = 8;

/**
 * When a message that failed is tried again; null when it is not.
 * @param attempts how many there were, the one that failed at `at` included
 */
export function nextAttemptAt(attempts: number, at: Date): Date | null {
  if (attempts >= ATTEMPTS_MAX) return null;
  return new Date(at.getTime() + FIRST_WAIT_MS * GROWTH ** (attempts - 1));
}
