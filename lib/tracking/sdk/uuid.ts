import type { BrowserWindow } from './environment';

/** A version 4 UUID. `crypto.randomUUID` exists only on secure origins, so plain-http pages draw the digits themselves. */
export function createUuid(crypto: BrowserWindow['crypto']): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  return 'xxxxxxxx-xxxx-4xxx-nxxx-xxxxxxxxxxxx'.replace(/[xn]/g, (place) => {
    const nibble = crypto.getRandomValues(new Uint8Array(1))[0]! & 15;
    return (place === 'x' ? nibble : (nibble & 3) | 8).toString(16);
  });
}
