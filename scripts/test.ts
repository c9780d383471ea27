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
  before?: () => string | null;
}

const bin = (name: string) => `node_modules/.bin/${name}`;

const STEPS: Step[] = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint', command: [bin('biome'), 'check', '.'] },
  { name: 'boundaries', command: ['node', '--import', 'tsx', 'scripts/boundaries.ts'] },
  { name: 'unit', command: [bin('vitest'), 'run', '--project', 'unit'] },
  { name: 'database', command: [bin('vitest'), 'run', '--project', 'database'], slow: true },
  { name: 'launch', command: [bin('vitest'), 'run', '--project', 'launch'], slow: true },
  { name: 'build', command: ['node', 'scripts/start.mjs', '--setup'], slow: true },
  {
    name: 'crash',
    command: ['node', '--import', 'tsx', 'scripts/crash.ts', '--events', '2000', '--kills', '6'],
    slow: true,
  },
  {
    name: 'crash of the engine',
    command: ['node', '--import', 'tsx', 'scripts/crash.ts', '--engine', '--runs', '80', '--kills', '5'],
    slow: true,
  },
  {
    name: 'browser',
    command: [bin('playwright'), 'test', '--config', 'e2e/playwright.config.ts'],
    slow: true,
    before: needChromium,
  },
];

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
const steps = STEPS.filter((step) => (values.only ? step.name === values.only : !(values.quick && step.slow)));
let passed = 0;
let failed = 0;
for (const step of steps) {
  const beganMs = performance.now();
  const obstacle = step.before?.() ?? null;
  if (obstacle) console.error(obstacle);
  const code = obstacle ? 1 : await run(step.command);
  if (code === 0) passed += 1;
  else failed += 1;
  console.log(`${code === 0 ? '✓' : '✗'} ${step.name} (${((performance.now() - beganMs) / 1000).toFixed(1)} s)\n`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function run([file, ...words]: string[]): Promise<number> {
  return new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'test', THROUGHLINE_DATA_DIR: '.data/test' };
    const child = spawn(file === 'node' ? process.execPath : file!, words, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
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
