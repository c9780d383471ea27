import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch } from './launch';
import { readEnvironment } from './local-env';
import { createProgress, type Progress } from './progress';
import { Stopped } from './stop-request';

const USAGE = `npm start            starts Throughline
npm start -- --dev      runs from the sources and reloads pages as they change
npm start -- --setup    prepares the database and the build, and ends
npm start -- --timings  shows how long each step took`;

// A terminal that was closed cannot be written to any more; that must not keep the rest from being stopped in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

process.exit(await main());

async function main(): Promise<number> {
  const progress = createProgress(process.stdout);
  try {
    const { values } = parseArgs({
      options: {
        dev: { type: 'boolean' },
        setup: { type: 'boolean' },
        timings: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) {
      progress.note(USAGE);
      return 0;
    }
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const { THROUGHLINE_STARTED_AT: startedAt, ...env } = readEnvironment(root, process.env);
    const dataDir = resolve(root, env.THROUGHLINE_DATA_DIR ?? '.data');
    const onReady = values.timings
      ? () => printTimings(progress, Number(startedAt ?? performance.timeOrigin))
      : undefined;
    await launch({
      root,
      dataDir,
      mode: values.dev ? 'dev' : values.setup ? 'setup' : 'start',
      env,
      progress,
      onReady,
    });
    return 0;
  } catch (error) {
    if (error instanceof Stopped) return 0;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

/** What each step took, and what went by before the first one could begin. */
function printTimings(progress: Progress, startedAtMs: number): void {
  const totalMs = Date.now() - startedAtMs;
  const steps = progress.timings();
  const beforeMs = totalMs - steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
  progress.note('');
  for (const { label, durationMs } of [{ label: 'Between and before', durationMs: beforeMs }, ...steps]) {
    progress.note(`${durationMs.toFixed(0).padStart(8)} ms  ${label}`);
  }
  progress.note(`${totalMs.toFixed(0).padStart(8)} ms  in all`);
}
