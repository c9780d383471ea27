import { parseArgs } from 'node:util';
import { runDrill } from './backup-drill/run-drill';

const USAGE = `npm run backup:drill -- --events 1000000
  fills an installation of its own with events, backs it up under load, restores it into empty folders, once to the
  end of the backup and once to a moment after it, and compares every table; 100,000 events by default`;

process.exit(await main());

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({ options: { events: { type: 'string' }, help: { type: 'boolean' } } });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const events = Number(values.events ?? 100_000);
    if (!Number.isInteger(events) || events < 1000) throw new Error('--events is a number from 1000 on.');
    const problems = await runDrill(events, (line) => console.log(line));
    for (const problem of problems) console.log(`✗ ${problem}`);
    console.log(problems.length === 0 ? '✓ everything is there' : `${problems.length} problems`);
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
