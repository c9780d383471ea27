import { uuidv7 } from './uuid';

const ACCEPTED = /^[A-Za-z0-9_.:-]{8,100}$/;

/** The caller's own id when it is a harmless one, so that its log and ours meet; else a new one. */
export function requestIdOf(given: string | null | undefined): string {
  return given && ACCEPTED.test(given) ? given : uuidv7();
}
