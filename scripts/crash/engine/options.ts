import { parseArgs } from 'node:util';
import { wholeNumber } from '../options';
import { ENGINE_PLANTS, type EnginePlantName, isEnginePlant } from './plants';

export interface EngineCrashOptions {
  /** Runs of the five-step function. */
  runs: number;
  /** How many times engine or program is killed. */
  kills: number;
  /** The same seed makes the same order of victims. */
  seed: number;
  /** A bug to put in first; the run must then fail. */
  plant: EnginePlantName | null;
  /** Leaves the installation's folder behind. */
  keep: boolean;
}

export const ENGINE_USAGE = `npm run crash -- --engine          2,000 runs of a five-step function, 50 × kill -9 of engine and program
npm run crash -- --engine --runs 100 --kills 6
npm run crash -- --engine --plant <name>, which must turn it red:
${Object.entries(ENGINE_PLANTS)
  .map(([name, { what }]) => `                                    ${name}: ${what}`)
  .join('\n')}`;

/** @throws Error in words when an option is unknown or no number. */
export function parseEngineCrashOptions(words: string[]): EngineCrashOptions {
  const { values } = parseArgs({
    args: words,
    options: {
      engine: { type: 'boolean' },
      runs: { type: 'string', default: '2000' },
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      plant: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  if (values.plant !== undefined && !isEnginePlant(values.plant))
    throw new Error(`No bug of the engine is called "${values.plant}".`);
  return {
    runs: wholeNumber('runs', values.runs, 10),
    kills: wholeNumber('kills', values.kills, 1),
    seed: wholeNumber('seed', values.seed, 0),
    plant: values.plant ?? null,
    keep: values.keep,
  };
}
