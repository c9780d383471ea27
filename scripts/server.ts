import { env } from '@/lib/platform/env';
import { runServer } from './server/run-server';

/** Before anything is opened or listened to; said in a sentence, as whoever started it is to mend it. */
function refuseUnsafeEnvironment(): void {
  try {
    env();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

refuseUnsafeEnvironment();
await runServer();
