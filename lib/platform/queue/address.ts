/** Where messages of a kind are delivered; a signature is for this address, letter by letter. */
export function queueAddress(appUrl: string, kind: string): string {
  return new URL(`/api/queue/${encodeURIComponent(kind)}`, appUrl).href;
}
