import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { clusterBytes, type Manifest, type RestoreReport, type RestoreTarget } from '@/db/backup';
import { readEnvironment } from './launch/local-env';
import { seconds } from './launch/progress';
import { runRestore } from './launch/run-restore';
import { megabytes } from './launch/sizes';

const USAGE = `npm run restore -- FILE                              the database as it was at the end of this backup
npm run restore -- FILE --at 2026-11-21T12:00:00Z    as it was at that moment, with the archived WAL after the backup
npm run restore -- FILE --at latest                  as far as the archived WAL leads
npm run restore -- …                                 without FILE: from the newest fitting one in .data/backups
  --yes       does not ask
  --secrets   also takes the secrets of the backup where this installation has others`;

const ELSEWHERE =
  'DATABASE_URL is set: that database is restored where it lives, and docs/backup.md says how that is done with Neon or pg_restore.';

process.exit(await main());

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        at: { type: 'string' },
        yes: { type: 'boolean' },
        secrets: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help || positionals.length > 1) {
      console.log(USAGE);
      return values.help ? 0 : 1;
    }
    const root = fileURLToPath(new URL('..', import.meta.url));
    const env = readEnvironment(root, process.env);
    if (env.DATABASE_URL) throw new Error(ELSEWHERE);
    const beganMs = performance.now();
    const report = await runRestore({
      dataDir: resolve(root, env.THROUGHLINE_DATA_DIR ?? '.data'),
      file: positionals[0] ?? null,
      target: targetOf(values.at),
      withSecrets: values.secrets ?? false,
      log: (line) => console.log(line),
      confirm: values.yes ? async () => true : ask,
    });
    if (!report) {
      console.log('Nothing was changed.');
      return 1;
    }
    tell(report, performance.now() - beganMs);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

/** A moment needs its zone: an hour off would be another state, and nobody would notice. */
function targetOf(text: string | undefined): RestoreTarget {
  if (text === undefined) return 'backup';
  if (text === 'latest') return 'latest';
  const at = new Date(text);
  if (!/T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || Number.isNaN(at.getTime())) {
    throw new Error(`--at is "${text}": it is a moment with its zone, such as 2026-11-21T12:00:00Z, or "latest".`);
  }
  if (at.getTime() > Date.now()) throw new Error(`--at is ${at.toISOString()}, which has not come yet.`);
  return at;
}

async function ask(file: string, manifest: Manifest): Promise<boolean> {
  console.log(`${file} is whole: begun ${manifest.startedAt}, ${megabytes(clusterBytes(manifest))}.`);
  if (!process.stdin.isTTY) throw new Error('Nobody can be asked here: add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Put the present database aside and restore this one? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function tell({ manifest, lastChangeAt, databaseBytes, rows, aside }: RestoreReport, tookMs: number): void {
  console.log(`\nRestored in ${seconds(tookMs)} from the backup of ${manifest.startedAt}.`);
  if (lastChangeAt) console.log(`The newest change in it is of ${lastChangeAt.toISOString()}.`);
  console.log(`${megabytes(databaseBytes)} in all.`);
  for (const [table, count] of Object.entries(rows)) console.log(`${String(count).padStart(12)} ${table}`);
  if (aside) console.log(`What was there before is in ${aside}; delete it when you do not need it any more.`);
  console.log('npm start goes on from here.');
}
