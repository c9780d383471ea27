import { inspectBackup, restoreBackup } from '../index';

// A process that restores, so that a test can kill it.
const [file, dataDir, walArchive] = process.argv.slice(2) as [string, string, string];
const options = { file, dataDir, walArchive, target: 'backup' as const, log: () => {} };
await restoreBackup(options, await inspectBackup(options));
