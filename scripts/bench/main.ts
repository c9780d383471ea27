import { availableParallelism, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureBatches } from './batches';
import type { BenchRun } from './bench-run';
import { measureDrain } from './drain-speed';
import { measureFirstStep } from './engine/first-step';
import { measureSleepers } from './engine/sleepers';
import { measureStepSpeed } from './engine/step-speed';
import { measureEventToScore } from './event-to-score';
import type { Finding } from './finding';
import { install } from './installation';
import { measureFanOut } from './live/fan-out';
import { table, writePage } from './performance-page';
import { measureSingleEvents } from './single-events';

const USAGE = `npm run bench -- [options]
  --only B1,B4        measures these alone; engine: E1,E2,E3
  --seconds N         length of one measurement, 8 by default
  --rounds N          how often reference and subject take turns, 2 by default
  --write             puts what was measured into docs/performance.md
  --profile FOLDER    leaves a CPU profile of the server, or of the engine and its program, there`;

const MEASUREMENTS: Record<string, (run: BenchRun) => Promise<Finding[]>> = {
  B1: measureSingleEvents,
  B2: measureBatches,
  B4: measureDrain,
  B5: measureEventToScore,
  B8: measureFanOut,
  E1: measureFirstStep,
  E2: measureStepSpeed,
  E3: measureSleepers,
};
const OF_THE_ENGINE = ['E1', 'E2', 'E3'];

/** Measures, prints a table, and tells by the exit code whether every bar holds. */
export async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '2' },
      write: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const named = values.only?.toUpperCase().split(',') ?? Object.keys(MEASUREMENTS);
  const chosen = named.flatMap((id) => (id === 'ENGINE' ? OF_THE_ENGINE : [id]));
  const unknown = chosen.find((id) => !(id in MEASUREMENTS));
  if (unknown)
    throw new Error(`There is no measurement ${unknown}; there are ${Object.keys(MEASUREMENTS).join(', ')}.`);

  const beganMs = performance.now();
  const say = (line: string) =>
    console.error(`${((performance.now() - beganMs) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const installation = await install({
    profileDir: values.profile ?? null,
    // The engine's measurements bring their own program; nothing else should move meanwhile.
    withServer: chosen.some((id) => !OF_THE_ENGINE.includes(id)),
  });
  say('the installation is up');
  const findings: Finding[] = [];
  try {
    const run = { ...installation, seconds: Number(values.seconds), rounds: Number(values.rounds), say };
    for (const id of chosen) findings.push(...(await MEASUREMENTS[id]!(run)));
  } finally {
    await installation.stop();
  }
  console.log(`\n${table(findings)}\n\n${machine()}`);
  if (values.write) writePage(findings, machine(), new Date().toISOString().slice(0, 10));
  return findings.some((finding) => finding.holds === false) ? 1 : 0;
}

/** In plain words, without names. */
function machine(): string {
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `a machine with ${availableParallelism()} cores and ${memory} GiB of memory, load generator and database on it`;
}
