import { ENGINE_USAGE, parseEngineCrashOptions } from './crash/engine/options';
import { engineReportLines } from './crash/engine/report';
import { runEngineCrash } from './crash/engine/run';
import { parseCrashOptions, USAGE } from './crash/options';
import { isGreen, reportLines } from './crash/report';
import { runCrash } from './crash/run-crash';

process.exit(await main());

async function main(): Promise<number> {
  try {
    const words = process.argv.slice(2);
    const say = (line: string) => console.log(line);
    if (words.includes('--help')) {
      console.log(`${USAGE}\n\n${ENGINE_USAGE}`);
      return 0;
    }
    if (words.includes('--engine')) {
      const report = await runEngineCrash(parseEngineCrashOptions(words), say);
      for (const line of engineReportLines(report)) console.log(line);
      return report.checks.every(({ problems }) => problems.length === 0) ? 0 : 1;
    }
    const options = parseCrashOptions(words);
    const report = await runCrash(options, say);
    for (const line of reportLines(report)) console.log(line);
    return isGreen(report) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
