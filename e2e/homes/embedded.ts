import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { anyFreePort } from '@/scripts/launch/port';
import { EVENT_KEY, type Home, OF_JOURNEYS } from './home';

const START_TIMEOUT_MS = 180_000;

/** As a newcomer starts it: `npm start`, on a throw-away data folder and a free port, with its demo. */
export async function embeddedHome(): Promise<Home> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'throughline-e2e-'));
  const enginePort = String(await anyFreePort());
  const launcher = spawn(process.execPath, ['scripts/start.mjs'], {
    env: {
      ...process.env,
      ...OF_JOURNEYS,
      NODE_ENV: 'production',
      THROUGHLINE_DATA_DIR: dataDir,
      // Two suites start at once, and both would take the usual one.
      PORT: String(await anyFreePort()),
      ENGINE_PORT: enginePort,
      INNGEST_EVENT_KEY: EVENT_KEY,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the program did not start:\n${output}`)), START_TIMEOUT_MS);
    const listen = (bytes: Buffer) => {
      output += bytes.toString();
      const running = /running at (\S+)/.exec(output);
      if (!running) return;
      clearTimeout(timer);
      resolve(running[1]!);
    };
    launcher.stdout.on('data', listen);
    launcher.stderr.on('data', listen);
    launcher.once('exit', (code) => reject(new Error(`the program ended with ${code}:\n${output}`)));
  });
  return {
    url,
    eventsUrl: `http://127.0.0.1:${enginePort}/e/${EVENT_KEY}`,
    demo: readFileSync(path.join(dataDir, 'demo.json'), 'utf8'),
    parts: {},
    async stop() {
      const ended = new Promise<void>((resolve) => launcher.once('exit', () => resolve()));
      launcher.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
