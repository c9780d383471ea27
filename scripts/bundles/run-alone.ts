import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BuiltRoute } from './read-bundles';

/** What is asked of a route that has nothing beside it but its own files, and no database. */
export interface Errand {
  route: string;
  method: 'GET' | 'POST';
  url: string;
  body?: string;
  /** The answer that shows the handler's own code was reached. */
  status: number;
}

/** One of each kind: the door, the API with everything under it, durable functions, sign-in, what a platform asks. */
export const ERRANDS: Errand[] = [
  { route: '/health', method: 'GET', url: 'http://localhost/health', status: 503 },
  { route: '/api/[...path]', method: 'GET', url: 'http://localhost/api/leads', status: 401 },
  { route: '/api/events', method: 'POST', url: 'http://localhost/api/events', body: '{}', status: 401 },
  { route: '/v1/[...path]', method: 'POST', url: 'http://localhost/v1/track', body: '{}', status: 401 },
  { route: '/api/inngest', method: 'GET', url: 'http://localhost/api/inngest', status: 401 },
  { route: '/api/auth/[...all]', method: 'GET', url: 'http://localhost/api/auth/get-session', status: 200 },
  { route: '/api/cron/[name]', method: 'GET', url: 'http://localhost/api/cron/sweep', status: 401 },
];

const TIMEOUT_MS = 60_000;

/** Loads the compiled route and calls its handler as Next does. */
const PROGRAM = `
const [, , entry, method, url, body] = process.argv;
// As behind the server of ours: nobody here waits for what goes on after an answer, as a platform does when it is asked.
globalThis[Symbol.for('throughline')] = new Map([['front', { present: true }]]);
const { routeModule } = await import(entry).then((module) => module.default);
await routeModule.ensureUserland();
const request = new Request(url, { method, ...(body ? { body, headers: { 'content-type': 'application/json' } } : {}) });
const names = url.split('/').slice(-1);
const response = await routeModule.userland[method](request, { params: Promise.resolve({ all: names, path: names, name: names[0] }) });
await response.arrayBuffer();
console.log('answered ' + response.status);
process.exit(0);
`;

/**
 * Question: does the route find everything it needs among its traced files? They are copied into an empty folder and
 * run there. Null when it does, else what went wrong.
 */
export async function runAlone(root: string, built: BuiltRoute, errand: Errand): Promise<string | null> {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughline-route-'));
  try {
    for (const file of built.paths) copy(path.join(root, file), path.join(folder, file));
    const program = path.join(folder, 'run.mjs');
    writeFileSync(program, PROGRAM);
    const words = [program, path.join(folder, built.entry), errand.method, errand.url, errand.body ?? ''];
    const output = await outputOf(words, folder);
    return output.includes(`answered ${errand.status}\n`) ? null : `${errand.method} ${errand.url}: ${output.trim()}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A link stays a link, as on a platform that ships the folder. */
function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else copyFileSync(from, to);
}

function outputOf(words: string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd, env: environment(), timeout: TIMEOUT_MS });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(output));
  });
}

/** What a platform gives; nobody listens where the database would be. */
function environment(): NodeJS.ProcessEnv {
  const nobody = 'postgres://nobody:nothing@127.0.0.1:1/none';
  return {
    NODE_ENV: 'production',
    PATH: process.env.PATH,
    APP_URL: 'https://throughline.example',
    DATABASE_URL: nobody,
    DATABASE_DOOR_URL: nobody,
    DATABASE_IDENTITY_URL: nobody,
    DATABASE_SYSTEM_URL: nobody,
    BETTER_AUTH_SECRET: randomBytes(32).toString('base64url'),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    CRON_SECRET: randomBytes(24).toString('base64url'),
    INNGEST_EVENT_KEY: randomBytes(24).toString('base64url'),
    INNGEST_SIGNING_KEY: randomBytes(32).toString('hex'),
    LOG_LEVEL: 'error',
  };
}
