import { parseArgs } from 'node:util';
import { isPlant, PLANTS, type PlantName } from './plants';

export interface CrashOptions {
  /** Distinct events; a tenth of them is sent twice on top of that. */
  events: number;
  /** How many times something is killed. */
  kills: number;
  /** The same seed makes the same events and the same order of victims. */
  seed: number;
  /** A bug to put in first; the run must then fail. */
  plant: PlantName | null;
  /** Leaves the installation's folder behind. */
  keep: boolean;
}

export const USAGE = `npm run crash                     20,000 events, 50 × kill -9
npm run crash -- --events 2000 --kills 6
npm run crash -- --seed 7         the same events and victims again
npm run crash -- --plant <name>   with a planted bug, which must turn it red:
${Object.entries(PLANTS)
  .map(([name, { what }]) => `                                    ${name}: ${what}`)
  .join('\n')}
npm run crash -- --keep           leaves the folder with database and logs`;

/** @throws Error in words when an option is unknown or no number. */
export function parseCrashOptions(words: string[]): CrashOptions {
  const { values } = parseArgs({
    args: words,
    options: {
      events: { type: 'string', default: '20000' },
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      plant: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  if (values.plant !== undefined && !isPlant(values.plant)) throw new Error(`No bug is called "${values.plant}".`);
  return {
    events: wholeNumber('events', values.events, 100),
    kills: wholeNumber('kills', values.kills, 1),
    seed: wholeNumber('seed', values.seed, 0),
    plant: values.plant ?? null,
    keep: values.keep,
  };
}

/** @throws Error in words when the text is no whole number from `min` on. */
export function wholeNumber(name: string, text: string, min: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new Error(`--${name} must be a whole number from ${min} on.`);
}
