import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { clusterBytes } from '@/db/backup';
import { backupPlan } from './launch/backup-paths';
import { readEnvironment } from './launch/local-env';
import { seconds } from './launch/progress';
import { runBackup } from './launch/run-backup';
import { megabytes } from './launch/sizes';

const USAGE = `npm run backup                  copies the database of this installation, running or not, into .data/backups
npm run backup -- --to FOLDER   the same into another folder`;

const ELSEWHERE =
  'DATABASE_URL is set: that database is backed up where it lives, and docs/backup.md says how that is done with Neon or pg_dump.';

process.exit(await main());

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: { to: { type: 'string' }, automatic: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const root = fileURLToPath(new URL('..', import.meta.url));
    const env = readEnvironment(root, process.env);
    if (env.DATABASE_URL) throw new Error(ELSEWHERE);
    // The program goes first.
    if (values.automatic) setPriority(constants.priority.PRIORITY_LOW);
    const stop = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => stop.abort(new Error('The backup was called off.')));
    }
    process.once('disconnect', () => stop.abort(new Error('The backup was called off.')));
    const beganMs = performance.now();
    const { path, archiveBytes, manifest } = await runBackup({
      dataDir: resolve(root, env.THROUGHLINE_DATA_DIR ?? '.data'),
      to: values.to,
      plan: backupPlan(env),
      log: (line) => console.log(line),
      signal: stop.signal,
    });
    console.log(
      `${path}: ${megabytes(archiveBytes)}, of ${megabytes(clusterBytes(manifest))}, in ${seconds(performance.now() - beganMs)}`,
    );
    if (!values.automatic) console.log('It holds the secrets of this installation: keep it as you keep the server.');
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
