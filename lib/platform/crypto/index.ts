import { env } from '../env';
import { processState } from '../process-state';
import { openEnvelope, rewrapEnvelope, sealEnvelope } from './envelope';
import { type Keyring, parseKeyring } from './keyring';

export { EnvelopeRefused } from './envelope';
export { constantTimeEqual, hashKey, newKey, shownPrefix } from './key-hash';

/**
 * Seals a secret for storage under `ENCRYPTION_KEY`.
 * @param aad where it will stand, by `secretPlace`; `open` must be told the same
 */
export function seal(plaintext: string, aad: string): string {
  return sealEnvelope(keyring(), plaintext, aad);
}

/** @throws EnvelopeRefused when it was altered, stands elsewhere, or its key is gone */
export function open(sealed: string, aad: string): string {
  return openEnvelope(keyring(), sealed, aad);
}

/** The same secret under the current key, for rotation. @throws EnvelopeRefused */
export function rewrap(sealed: string, aad: string): string {
  return rewrapEnvelope(keyring(), sealed, aad);
}

/** The one spelling of a secret's place: organization, table, row and column. */
export function secretPlace(orgId: string, table: string, rowId: string, column: string): string {
  return [orgId, table, rowId, column].join('|');
}

function keyring(): Keyring {
  return processState('keyring', () => parseKeyring(env().ENCRYPTION_KEY, env().ENCRYPTION_KEYS_OLD));
}
