import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from '@/db/embedded';
import { ensureDatabase } from './database-urls';
import { ensureLocalSecrets } from './local-env';
import { identityOf, writeIdentity } from './process-identity';
import { runBackup } from './run-backup';
import { runRestore } from './run-restore';

const SETTINGS = { fsync: 'off', shared_buffers: '32MB' };
const PLAN = { everyMs: 14_400_000, keep: 1 };

let dataDir: string;
let cluster: Cluster | null;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'throughline-installation-'));
  cluster = null;
});

afterEach(async () => {
  await cluster?.stop();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
});

async function start(): Promise<Cluster> {
  cluster = await startCluster({
    dataDir: join(dataDir, 'pg'),
    settings: SETTINGS,
    walArchive: join(dataDir, 'backups', 'wal'),
    log: () => {},
  });
  return cluster;
}

async function sql<Row extends object>(text: string): Promise<Row[]> {
  const url = new URL(cluster!.adminUrl);
  url.pathname = 'throughline';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return (await client.query<Row>(text).finally(() => client.end())).rows;
}

const backUp = (log: (line: string) => void = () => {}) => runBackup({ dataDir, plan: PLAN, log, settings: SETTINGS });

const restore = (options: Partial<Parameters<typeof runRestore>[0]> = {}) => {
  const said: string[] = [];
  return runRestore({
    dataDir,
    file: null,
    target: 'backup',
    withSecrets: false,
    settings: SETTINGS,
    log: (line) => said.push(line),
    confirm: async () => true,
    ...options,
  }).then((report) => ({ report, said }));
};

describe('an installation', () => {
  it('is backed up while it runs and while it does not, and comes back whole on another machine', async () => {
    const secrets = ensureLocalSecrets(join(dataDir, 'local.env'));
    const running = await start();
    await ensureDatabase(running.adminUrl);
    await sql('create table leads (id int)');
    await sql('insert into leads select generate_series(1, 3)');
    await backUp();
    expect(await sql('select count(*)::int as leads from leads'), 'still up').toEqual([{ leads: 3 }]);
    await expect(restore()).rejects.toThrow(/PostgreSQL runs on .*: stop the program first/);
    await running.stop();

    const said: string[] = [];
    // A second later, so that it has a name of its own.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const cold = await backUp((line) => said.push(line));
    expect(said).toEqual(['The program does not run: PostgreSQL is started for the backup.']);
    expect(existsSync(join(dataDir, 'pg', 'postmaster.pid'))).toBe(false);
    expect(existsSync(join(dataDir, 'launcher.lock'))).toBe(false);
    const kept = readdirSync(join(dataDir, 'backups')).filter((name) => name.endsWith('.zst'));
    expect(kept, 'one is kept').toEqual([cold.path.split('/').at(-1)]);

    const file = `${dataDir}.tar.zst`;
    renameSync(cold.path, file);
    rmSync(dataDir, { recursive: true });
    const { report } = await restore({ file });
    expect(report?.rows).toEqual({ leads: 3 });
    expect(ensureLocalSecrets(join(dataDir, 'local.env'))).toEqual(secrets);
    expect(JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')), 'no demo is made inside').toEqual({
      organizations: [],
    });
    expect(readdirSync(dataDir).sort()).toEqual(['backups', 'demo.json', 'local.env', 'pg', 'pg.password']);
    await start();
    expect(await sql('select count(*)::int as leads from leads')).toEqual([{ leads: 3 }]);

    await cluster!.stop();
    rmSync(join(dataDir, 'local.env'));
    const other = ensureLocalSecrets(join(dataDir, 'local.env'));
    const unasked = await restore({ file });
    expect(unasked.said.join('\n')).toContain('another ENCRYPTION_KEY');
    expect(ensureLocalSecrets(join(dataDir, 'local.env'))).toEqual(other);
    const asked = await restore({ file, withSecrets: true });
    expect(asked.said.join('\n')).toContain('local.env.before-restore-');
    expect(ensureLocalSecrets(join(dataDir, 'local.env'))).toEqual(secrets);
    rmSync(file);
  });

  it('is left alone when the answer is no, when there is nothing, and while somebody else is at it', async () => {
    await expect(backUp()).rejects.toThrow(/There is no database/);
    await expect(restore()).rejects.toThrow(/There is no backup in .*: name a file/);
    const running = await start();
    await backUp();
    await running.stop();
    const before = readdirSync(dataDir).sort();
    expect((await restore({ confirm: async () => false })).report).toBe(null);
    expect(readdirSync(dataDir).sort()).toEqual(before);

    const other = spawn('sleep', ['600']);
    try {
      writeIdentity(join(dataDir, 'backup.lock'), identityOf(other.pid!)!);
      await expect(backUp()).rejects.toThrow(`A backup or a restore is under way (process ${other.pid}): wait for it.`);
      await expect(restore()).rejects.toThrow(/A backup or a restore is under way/);
      rmSync(join(dataDir, 'backup.lock'));
      writeIdentity(join(dataDir, 'launcher.lock'), identityOf(other.pid!)!);
      await expect(restore()).rejects.toThrow(`Throughline runs from this folder (process ${other.pid})`);
    } finally {
      other.kill('SIGKILL');
    }
  });
});

describe('the commands', () => {
  const command = async (script: string, words: string[], env: Record<string, string> = {}) => {
    const path = fileURLToPath(new URL(`../${script}.ts`, import.meta.url));
    const { DATABASE_URL: _, ...inherited } = process.env;
    const child = spawn(process.execPath, ['--import', 'tsx', path, ...words], {
      env: { ...inherited, THROUGHLINE_DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes));
    await once(child, 'close');
    return { code: child.exitCode, output };
  };

  it('refuse in one sentence what they cannot do', async () => {
    const elsewhere = { DATABASE_URL: 'postgres://db.example/prod' };
    for (const script of ['backup', 'restore']) {
      const { code, output } = await command(script, [], elsewhere);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/^DATABASE_URL is set: .*\n$/) });
    }
    writeFileSync(join(dataDir, 'letter.txt'), 'dear');
    const { code, output } = await command('restore', [join(dataDir, 'letter.txt'), '--yes']);
    expect(code).toBe(1);
    expect(output).toContain('letter.txt is not a backup of Throughline that this version can read.\n');
    expect((await command('restore', ['--at', '2026-11-21 12:00'])).output).toMatch(/a moment with its zone/);
  });
});
