import { expect, it } from 'vitest';
import { keepRunning, pauseMs, type Running } from './keep-running';

it('waits longer before each restart in a row', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((failures) => pauseMs(failures))).toEqual([
    200, 500, 1_000, 2_000, 5_000, 5_000, 5_000,
  ]);
});

const NEVER = 10_000_000;

/** Ends as often as there are words, at once, and then runs on until it is told to stop. */
function program(endings: string[], stop: AbortController) {
  let starts = 0;
  const start = (): Running & { number: number } => {
    const words = endings[starts++];
    if (words === undefined) setImmediate(() => stop.abort());
    return { number: starts, ended: words === undefined ? new Promise<string>(() => {}) : Promise.resolve(words) };
  };
  return start;
}

it('restarts what ends, says how it ended, and returns what runs in the end', async () => {
  const stop = new AbortController();
  const start = program(['by SIGKILL', 'exit code 3'], stop);
  const said: string[] = [];
  const last = await keepRunning({
    name: 'The server',
    first: start(),
    restart: async () => start(),
    signal: stop.signal,
    say: (line) => said.push(line.replace(/[\d.]+ s/, 'n s')),
    pausesMs: [0],
  });
  expect(last.number).toBe(3);
  expect(said).toEqual([
    'The server ended unexpectedly (by SIGKILL); restarting it.',
    'The server is back after n s.',
    'The server ended unexpectedly (exit code 3); restarting it.',
    'The server is back after n s.',
  ]);
});

it('goes on trying when a restart fails', async () => {
  const stop = new AbortController();
  const start = program(['gone'], stop);
  let attempts = 0;
  const said: string[] = [];
  const restart = async () => {
    attempts++;
    if (attempts < 3) throw new Error(`no disk space ${attempts}`);
    return start();
  };
  await keepRunning({
    name: 'It',
    first: start(),
    restart,
    signal: stop.signal,
    say: (l) => said.push(l),
    pausesMs: [0],
  });
  expect(attempts).toBe(3);
  expect(said).toContain('It could not be restarted: no disk space 2');
});

it('counts the ends in a row, and begins anew with one that was well before', async () => {
  const restartsWithin = async (wellAfterMs: number) => {
    const stop = new AbortController();
    const start = program(['once', 'twice'], stop);
    let restarts = 0;
    const restart = async () => {
      restarts++;
      // With two failures in a row the next pause is endless: the abort ends it.
      if (restarts === 1) setTimeout(() => stop.abort(), 100);
      return start();
    };
    const options = { name: 'It', first: start(), restart, signal: stop.signal, say: () => {}, pausesMs: [0, NEVER] };
    await keepRunning({ ...options, wellAfterMs });
    return restarts;
  };
  expect(await restartsWithin(0)).toBe(2);
  expect(await restartsWithin(NEVER)).toBe(1);
});
