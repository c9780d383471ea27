/** The body of an answer, or null when it is larger than the bound; then the rest is not read. */
export async function boundedText(response: Response, bytesMax: number): Promise<string | null> {
  if (!response.body) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.byteLength;
    if (bytes > bytesMax) {
      await response.body.cancel().catch(() => {});
      return null;
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
