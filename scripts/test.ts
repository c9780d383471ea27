import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CHROMIUM_PATHS, findChromium } from '@/e2e/chromium';

/** Everything that must hold before a change is done, cheapest first. The first failure does not hide the others. */
interface Step {
  name: string;
  command: string[];
  /** Left out of `npm run verify`, which is for between two edits. */
  slow?: boolean;
  /** Waits for others most of the time, so the step after it is run beside it. */
  waits?: boolean;
  env?: Record<string, string>;
  before?: () => string | null;
}

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

const STEPS: Step[] = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint', command: [bin('biome'), 'check', '.'] },
  { name: 'boundaries', command: ['node', '--import', 'tsx', 'scripts/boundaries.ts'] },
  { name: 'unit', command: [bin('vitest'), 'run', '--project', 'unit'] },
  { name: 'database', command: [bin('vitest'), 'run', '--project', 'database'], slow: true },
  { name: 'launch', command: [bin('vitest'), 'run', '--project', 'launch'], slow: true, waits: true },
  {
    name: 'database over Neon',
    command: [bin('vitest'), 'run', '--project', 'database'],
    env: { THROUGHLINE_TEST_DRIVER: 'neon' },
    slow: true,
  },
  { name: 'build', command: ['node', 'scripts/start.mjs', '--setup'], slow: true },
  { name: 'bundles', command: ['node', '--import', 'tsx', 'scripts/bundles.ts'], slow: true },
  { name: 'image', command: ['node', '--import', 'tsx', 'scripts/image.ts'], slow: true },
  {
    name: 'crash',
    command: ['node', '--import', 'tsx', 'scripts/crash.ts', '--events', '2000', '--kills', '6'],
    slow: true,
    waits: true,
  },
  {
    name: 'crash of the engine',
    command: ['node', '--import', 'tsx', 'scripts/crash.ts', '--engine', '--runs', '80', '--kills', '5'],
    slow: true,
  },
  { name: 'browser', command: journeys('journeys'), slow: true, waits: true, before: needChromium },
  { name: 'looks', command: journeys('looks'), slow: true, before: needChromium },
  {
    name: 'cloud',
    command: journeys('cloud'),
    env: { E2E_HOME: 'cloud' },
    slow: true,
    waits: true,
    before: needChromium,
  },
  { name: 'pair', command: journeys('pair'), env: { E2E_HOME: 'pair' }, slow: true, before: needChromium },
];

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
const only = values.only?.split(',');
const steps = STEPS.filter((step) => (only ? only.includes(step.name) : !(values.quick && step.slow)));
let passed = 0;
let failed = 0;
for (const group of together(steps))
  for (const ok of await Promise.all(group.map((step) => perform(step, group.length > 1)))) {
    if (ok) passed += 1;
    else failed += 1;
  }
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** What is run at once: a step that waits, and the one after it. */
function together(all: Step[]): Step[][] {
  const groups: Step[][] = [];
  for (const step of all) {
    const last = groups.at(-1);
    if (last?.at(-1)?.waits) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** @param inOnePiece what it prints is kept until it ends, so that it does not mix with another's */
async function perform(step: Step, inOnePiece: boolean): Promise<boolean> {
  const beganMs = performance.now();
  const obstacle = step.before?.() ?? null;
  if (obstacle) console.error(obstacle);
  const { code, output } = obstacle ? { code: 1, output: '' } : await run(step, inOnePiece);
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  console.log(`${output}${code === 0 ? '✓' : '✗'} ${step.name} (${seconds} s)\n`);
  return code === 0;
}

function run({ command, env }: Step, inOnePiece: boolean): Promise<{ code: number; output: string }> {
  const [file, ...words] = command;
  return new Promise((resolve) => {
    const all: NodeJS.ProcessEnv = {
      ...process.env,
      NODE_ENV: 'test',
      THROUGHLINE_DATA_DIR: '.data/test',
      BACKUP_EVERY_HOURS: '0',
      ...env,
    };
    const out = inOnePiece ? 'pipe' : 'inherit';
    const child = spawn(file === 'node' ? process.execPath : file!, words, { stdio: ['ignore', out, out], env: all });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
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
    spawnSync('sh', ['-c', 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (findChromium()) return null;
  }
  return `The browser suite needs Chromium at one of ${CHROMIUM_PATHS.join(', ')} or in CHROMIUM_PATH.`;
}
