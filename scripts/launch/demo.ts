import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NodeCommand, runToEnd } from './child';
import type { Environment } from './local-env';
import type { Progress } from './progress';

export type SignIn = { email: string; password: string };

export type DemoOptions = {
  root: string;
  dataDir: string;
  env: Environment;
  command: NodeCommand;
  progress: Progress;
  signal: AbortSignal;
};

/** Fills a first installation with the demo, unless THROUGHLINE_DEMO is 0. Without it the program works all the same. */
export async function seedDemoOnce({ root, dataDir, env, command, progress, signal }: DemoOptions): Promise<void> {
  if (existsSync(demoPath(dataDir)) || env.THROUGHLINE_DEMO === '0') return;
  const withUrl = { ...env, THROUGHLINE_URL: `http://127.0.0.1:${env.PORT}`, THROUGHLINE_DATA_DIR: dataDir };
  try {
    await progress.step('Demo organizations', (tell) =>
      runToEnd({ command, cwd: root, env: withUrl }, { what: 'Making the demo', signal, onLine: tell }),
    );
  } catch (error) {
    signal.throwIfAborted();
    progress.note(error instanceof Error ? error.message : String(error));
  }
}

/** The demo's sign-in, where there is a demo. */
export function readSignIn(dataDir: string): SignIn | null {
  try {
    const demo = JSON.parse(readFileSync(demoPath(dataDir), 'utf8')) as {
      organizations?: { user?: Partial<SignIn> }[];
    };
    const user = demo.organizations?.[0]?.user;
    return user?.email && user.password ? { email: user.email, password: user.password } : null;
  } catch {
    return null;
  }
}

function demoPath(dataDir: string): string {
  return join(dataDir, 'demo.json');
}
