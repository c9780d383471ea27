import { ApiError, apiErrorFromBody, unreachable } from './api-error';

interface Download {
  /** Below this host, with what it is to be asked. */
  path: string;
  orgSlug: string;
  signal: AbortSignal;
  /** How much has come so far. */
  onBytes: (bytes: number) => void;
}

/**
 * Saves a file under the name the server gives it, when all of it has come: what breaks off is never on the disk under
 * the name of a whole file. The browser keeps it aside until then. @throws ApiError, and when it is aborted
 */
export async function downloadFile({ path, orgSlug, signal, onBytes }: Download): Promise<void> {
  const response = await fetch(path, { signal, headers: { 'x-organization': orgSlug } }).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable();
  });
  if (!response.ok || !response.body)
    throw apiErrorFromBody(
      await response.json().catch(() => null),
      response.status,
      response.headers.get('retry-after'),
    );
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(part, controller) {
        bytes += part.byteLength;
        onBytes(bytes);
        controller.enqueue(part);
      },
    }),
  );
  const type = response.headers.get('content-type') ?? '';
  const file = await new Response(counted, { headers: { 'content-type': type } }).blob().catch((error: unknown) => {
    throw signal.aborted ? error : brokenOff();
  });
  save(file, /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'download');
}

function brokenOff(): ApiError {
  return new ApiError({
    code: 'UNREACHABLE',
    status: 503,
    message: 'It broke off before the end of the file. Nothing was saved; try again.',
  });
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
