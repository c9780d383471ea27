import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { respClient } from './resp-client';

export interface RedisServer {
  /** Its socket: a path cannot be taken by another process, as a free port can. */
  socketPath: string;
  stop(): Promise<void>;
}

const START_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 20;

/** A real redis-server of one's own, which keeps nothing. @throws Error saying how to get one where there is none */
export async function redisServer(): Promise<RedisServer> {
  const program = needRedisServer();
  const folder = await mkdtemp(path.join(tmpdir(), 'throughline-redis-'));
  const socketPath = path.join(folder, 'redis.sock');
  const settings = { port: '0', unixsocket: socketPath, dir: folder, save: '', appendonly: 'no', daemonize: 'no' };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
    });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const killWithParent = () => child.kill('SIGKILL');
  process.once('exit', killWithParent);
  const stop = async () => {
    process.off('exit', killWithParent);
    if (isRunning(child)) child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadlineMs = performance.now() + START_WITHIN_MS;
  while (!(await answers(socketPath))) {
    if (!isRunning(child) || performance.now() > deadlineMs) {
      child.kill('SIGKILL');
      await stop();
      throw new Error(`redis-server did not start:\n${said}`);
    }
    await delay(LOOK_AGAIN_MS);
  }
  return { socketPath, stop };
}

const isRunning = (child: ChildProcess) =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

async function answers(socketPath: string): Promise<boolean> {
  if (!existsSync(socketPath)) return false;
  try {
    const client = await respClient(socketPath);
    const [pong] = await client.send([['PING']]);
    client.close();
    return pong === 'PONG';
  } catch {
    return false;
  }
}

/** Where the system's server is: `REDIS_SERVER_PATH`, then the path; nothing is ever downloaded by hand. */
export function findRedisServer(): string | null {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin'];
  const places = folders.filter(Boolean).map((folder) => path.join(folder, 'redis-server'));
  return [process.env.REDIS_SERVER_PATH, ...places].find((place) => place && existsSync(place)) ?? null;
}

/** Where the server is; on Debian as root it can be had at once. @throws Error in a sentence where it cannot */
export function needRedisServer(): string {
  const there = findRedisServer();
  if (there) return there;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing redis-server from the distribution …');
    // Without starting it as a service, which would take the machine's port.
    const script =
      'apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends redis-server';
    spawnSync('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'inherit'] });
    const found = findRedisServer();
    if (found) return found;
  }
  throw new Error('The suites of Redis need redis-server 7 on the path or in REDIS_SERVER_PATH.');
}
