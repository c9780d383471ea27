import { processState } from './process-state';

const running = () => processState('background', () => new Set<Promise<unknown>>());

/** Notes work that goes on after the answer it belongs to was given. Its failures are its own affair. */
export function inBackground(work: Promise<unknown>): void {
  const all = running();
  const noted: Promise<void> = work.then(
    () => void all.delete(noted),
    () => void all.delete(noted),
  );
  all.add(noted);
}

/**
 * Resolves when nothing goes on in the background any more, that which began meanwhile included, and after `atMostMs`
 * at the latest. For platforms that stop a process once it has answered.
 */
export async function backgroundDone(atMostMs: number): Promise<void> {
  const all = running();
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<'enough'>((resolve) => {
    timer = setTimeout(() => resolve('enough'), atMostMs);
  });
  while (all.size > 0) if ((await Promise.race([Promise.all(all), enough])) === 'enough') break;
  clearTimeout(timer);
}
