import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts the bare responder in a process of its own, and ends it when `work` is done. */
export async function withBareResponder<T>(work: (port: number) => Promise<T>): Promise<T> {
  const script = fileURLToPath(new URL('./bare-responder.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return await work(Number(line.toString()));
  } finally {
    child.stdin.end();
  }
}
