import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Heard {
  /** By number of the message: when it was heard, in Unix milliseconds, once for each reader that heard it. */
  heardAtMs: [number, number[]][];
  /** Readers whose stream was ended. */
  ended: number;
  /** Messages that did not follow the one before. */
  outOfOrder: number;
}

export interface Readers {
  heard(): Promise<Heard>;
  close(): void;
}

interface Stream {
  ports: number[];
  path: string;
  headers: Record<string, string>;
  count: number;
}

/** Opens `count` readers in a process of their own, spread evenly over the ports; they are open when this returns. */
export async function openReaders(stream: Stream): Promise<Readers> {
  const child = forked('./readers.mjs', JSON.stringify(stream));
  await nextMessage(child);
  return {
    async heard() {
      child.send('report');
      return (await nextMessage(child)) as Heard;
    },
    close: () => child.disconnect(),
  };
}

export interface BareStream {
  port: number;
  write(text: string): void;
  close(): void;
}

/** A server that only writes to every connection what it is given. */
export async function bareStream(): Promise<BareStream> {
  const child = forked('./bare-stream.mjs');
  const port = (await nextMessage(child)) as number;
  return { port, write: (text) => child.send(text), close: () => child.disconnect() };
}

function forked(script: string, ...words: string[]): ChildProcess {
  return fork(fileURLToPath(new URL(script, import.meta.url)), words, { execArgv: [], serialization: 'advanced' });
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`a process of the measurement ended with ${code}`);
    }),
  ]);
  return message;
}
