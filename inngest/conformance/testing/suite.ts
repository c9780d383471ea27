import { expect, it, type TestContext } from 'vitest';
import type { PointId } from '../points';
import type { Called } from './call';
import { type EngineUnderTest, engineUnderTest, type Keys, keysUnderTest } from './engine-under-test';
import { serveLibrary } from './library';
import { makeKnown } from './make-known';
import { type Program, startProgram } from './program';
import { type Sent, type SentEvent, sendTo } from './send';

interface Suite {
  engine: EngineUnderTest;
  program: Program;
  keys: Keys;
}

let running: Suite | null = null;

/** What runs; between `beginSuite` and `endSuite`. */
export function suite(): Suite {
  if (!running) throw new Error('the suite has not begun');
  return running;
}

export async function beginSuite(): Promise<void> {
  const keys = keysUnderTest();
  const program = await startProgram(Number(process.env.CONFORMANCE_PROGRAM_PORT ?? 0), keys.signingKey);
  const engine = await engineUnderTest(keys, program.serveUrl);
  running = { engine, program, keys };
  const { called, handler } = serveLibrary(engine.url, keys, program.libraryUrl);
  await program.offer(called, handler);
  await makeKnown(engine, program, keys.signingKey);
}

export async function endSuite(): Promise<void> {
  await running?.engine.close();
  await running?.program.close();
  running = null;
}

/** Which points have a test. */
export const shown = new Set<string>();

/** A test that shows points of the protocol; those that need no order among them run side by side. */
export function point(ids: PointId | PointId[], title: string, test: (context: TestContext) => Promise<void>): void {
  for (const id of [ids].flat()) shown.add(id);
  it.concurrent(`${[ids].flat().join(', ')}: ${title}`, test);
}

export const send = (events: SentEvent | SentEvent[]): Promise<Sent> => sendTo(suite().engine, events);

/** Begins a run of a function by its event. */
export async function begin(fn: Called, data: Record<string, unknown> = {}, more: SentEvent = {}): Promise<void> {
  const { status } = await send({ name: fn.event, data, ...more });
  expect(status).toBe(200);
}

/** How long after the answer to one call the next came, in milliseconds. */
export const pauseMs = ({ calls }: Called, nth: number) => calls[nth]!.atMs - calls[nth - 1]!.answeredMs!;
