/** Asked to stop: `signal` at the first request, `hurry` when asked again. */
export type StopRequest = { signal: AbortSignal; hurry: AbortSignal; forget(): void };

export class Stopped extends Error {
  override name = 'Stopped';
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C arrives several times: from the terminal, from npm and from the process that started this one. */
const SAME_REQUEST_MS = 1_000;

/** Listens for the signals that ask to stop, and for the end of the process that started this one. */
export function listenForStop(say: (line: string) => void): StopRequest {
  const stop = new AbortController();
  const hurry = new AbortController();
  let firstMs = 0;
  const onRequest = () => {
    if (!stop.signal.aborted) {
      firstMs = performance.now();
      say('Stopping.');
      stop.abort(new Stopped());
    } else if (performance.now() - firstMs > SAME_REQUEST_MS && !hurry.signal.aborted) {
      say('Stopping at once.');
      hurry.abort(new Stopped());
    }
  };
  for (const name of SIGNALS) process.on(name, onRequest);
  process.once('disconnect', onRequest);
  const forget = () => {
    for (const name of SIGNALS) process.removeListener(name, onRequest);
    process.removeListener('disconnect', onRequest);
  };
  return { signal: stop.signal, hurry: hurry.signal, forget };
}
