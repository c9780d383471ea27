import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CHROMIUM_PATHS, findChromium } from '@/e2e/chromium';
import { needRedisServer } from '@/lib/platform/redis/testing/redis-server';

/** Everything that must hold before a change is done. A failure does not hide the others. */
interface Step {
  name: string;
  command: string[];
  /** Left out of `npm run verify`, which is for between two edits. */
  slow?: boolean;
  /** The step of this name is waited for, however it ends. */
  after?: string;
  env?: Record<string, string>;
  /** What the system must have; says what is missing. */
  needs?: () => string | null;
}

/** Most steps wait for other processes half of the time, so two are run at once. */
const LANES = 2;
const LOOK_AGAIN_MS = 200;

const bin = (name: string) => `node_modules/.bin/${name}`;
const journeys = (project: string) => [
  bin('playwright'),
  'test',
  '--config',
  'e2e/playwright.config.ts',
  '--project',
  project,
  // Two run at once, and each clears its folder before it begins.
  '--output',
  `test-results/${project}`,
];

// What takes long is begun early, so that no lane is left alone with it at the end.
const STEPS: Step[] = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint', command: [bin('biome'), 'check', '.'] },
  { name: 'boundaries', command: ['node', '--import', 'tsx', 'scripts/boundaries.ts'] },
  { name: 'build', command: ['node', 'scripts/start.mjs', '--setup'], slow: true, after: 'types' },
  { name: 'database', command: [bin('vitest'), 'run', '--project', 'database'], slow: true, needs: needRedis },
  { name: 'browser', command: journeys('journeys'), slow: true, after: 'build', needs: needChromium },
  {
    name: 'database over Neon',
    command: [bin('vitest'), 'run', '--project', 'database'],
    env: { THROUGHLINE_TEST_DRIVER: 'neon' },
    slow: true,
    needs: needRedis,
  },
  { name: 'looks', command: journeys('looks'), slow: true, after: 'build', needs: needChromium },
  { name: 'launch', command: [bin('vitest'), 'run', '--project', 'launch'], slow: true },
  {
    name: 'cloud',
    command: journeys('cloud'),
    env: { E2E_HOME: 'cloud' },
    slow: true,
    after: 'build',
    needs: () => needRedis() ?? needChromium(),
  },
  {
    name: 'pair',
    command: journeys('pair'),
    env: { E2E_HOME: 'pair' },
    slow: true,
    after: 'build',
    needs: needChromium,
  },
  { name: 'unit', command: [bin('vitest'), 'run', '--project', 'unit'], needs: needRedis },
  {
    name: 'crash',
    command: ['node', '--import', 'tsx', 'scripts/crash.ts', '--events', '2000', '--kills', '6'],
    slow: true,
    after: 'build',
  },
  {
    name: 'crash of the engine',
    command: ['node', '--import', 'tsx', 'scripts/crash.ts', '--engine', '--runs', '80', '--kills', '5'],
    slow: true,
    after: 'build',
  },
  { name: 'image', command: ['node', '--import', 'tsx', 'scripts/image.ts'], slow: true, after: 'build' },
  { name: 'bundles', command: ['node', '--import', 'tsx', 'scripts/bundles.ts'], slow: true, after: 'build' },
];

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
const only = values.only?.split(',');
const waiting = STEPS.filter((step) => (only ? only.includes(step.name) : !(values.quick && step.slow)));
// One after the other, before anything else asks the system for the same.
const missing = new Map(waiting.map((step) => [step.name, step.needs?.() ?? null]));
const left = new Set(waiting.map(({ name }) => name));
let passed = 0;
let failed = 0;
await Promise.all(Array.from({ length: LANES }, work));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** One lane: takes the next step that need not wait, until there is none. */
async function work(): Promise<void> {
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ after }) => !after || !left.has(after));
    if (next < 0) {
      await delay(LOOK_AGAIN_MS);
      continue;
    }
    const [step] = waiting.splice(next, 1);
    if (await perform(step!)) passed += 1;
    else failed += 1;
    left.delete(step!.name);
  }
}

/** What a step prints is kept until it ends, so that it does not mix with another's. */
async function perform(step: Step): Promise<boolean> {
  const beganMs = performance.now();
  const obstacle = missing.get(step.name) ?? null;
  const { code, output } = obstacle ? { code: 1, output: `${obstacle}\n` } : await run(step);
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  console.log(`${output}${code === 0 ? '✓' : '✗'} ${step.name} (${seconds} s)\n`);
  return code === 0;
}

function run({ command, env }: Step): Promise<{ code: number; output: string }> {
  const [file, ...words] = command;
  return new Promise((resolve) => {
    const all: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: 'test',
      THROUGHLINE_DATA_DIR: '.data/test',
      BACKUP_EVERY_HOURS: '0',
      ...env,
    };
    const child = spawn(file === 'node' ? process.execPath : file!, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: all,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.once('error', (error) => {
      console.error(error.message);
      resolve({ code: 1, output });
    });
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The browser suite drives the system's Chromium; on Debian as root it can be had at once. */
function needChromium(): string | null {
  if (findChromium()) return null;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing chromium from the distribution …');
    spawnSync(
      'sh',
      [
        '-c',
        'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq chromium',
      ],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    if (findChromium()) return null;
  }
  return `The browser suite needs Chromium at one of ${CHROMIUM_PATHS.join(', ')} or in CHROMIUM_PATH.`;
}

/** Redis is behind what stands in for Upstash; a real one, so that its scripts and its clock are. */
function needRedis(): string | null {
  try {
    needRedisServer();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
