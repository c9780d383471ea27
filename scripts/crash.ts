import { parseCrashOptions, USAGE } from './crash/options';
import { isGreen, reportLines } from './crash/report';
import { runCrash } from './crash/run-crash';

process.exit(await main());

async function main(): Promise<number> {
  try {
    const options = parseCrashOptions(process.argv.slice(2));
    if (options === 'help') {
      console.log(USAGE);
      return 0;
    }
    const report = await runCrash(options, (line) => console.log(line));
    for (const line of reportLines(report)) console.log(line);
    return isGreen(report) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
