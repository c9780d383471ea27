/** The body of an answer or a request, or null when it is larger than the bound; then the rest is not read. */
export async function boundedText(
  { body }: { readonly body: ReadableStream<Uint8Array> | null },
  bytesMax: number,
): Promise<string | null> {
  if (!body) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > bytesMax) {
      await body.cancel().catch(() => {});
      return null;
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
