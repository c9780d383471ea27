import { parseArgs } from 'node:util';
import { secretLines, writeSecrets } from './launch/write-secrets';

/** `npm run secrets` prints random values for every secret; `-- --write .env` makes a file of them that was not there. */
try {
  const { values } = parseArgs({ options: { write: { type: 'string' } } });
  const lines = secretLines();
  if (values.write === undefined) process.stdout.write(lines);
  else {
    writeSecrets(values.write, lines);
    console.log(
      `${values.write} holds fresh secrets. Add what only you know: APP_URL, and for mail SMTP_URL and MAIL_FROM.`,
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
