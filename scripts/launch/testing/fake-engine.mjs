// Stands for the engine: notes where it is and whom it drives, and ends when asked to, or when its launcher is gone.
import { appendFileSync } from 'node:fs';

appendFileSync(
  `${process.env.FAKE_NOTES}.engine`,
  `${process.pid} at ${process.env.ENGINE_PORT} drives ${process.env.ENGINE_PROGRAM_URL}\n`,
);
process.on('SIGTERM', () => process.exit(0));
process.stdin.on('end', () => process.exit(0)).resume();
