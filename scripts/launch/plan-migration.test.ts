import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster } from '@/db/embedded';
import { freshSecrets } from './local-env';
import { planMigration } from './plan-migration';
import { secretLines, writeSecrets } from './write-secrets';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIRECT = 'postgres://owner:secret@ep-x.eu-central-1.aws.neon.tech/throughline?sslmode=require';

describe('a plan of migrations', () => {
  it('takes passwords from the variables, and from addresses that name the role', () => {
    const secrets = freshSecrets();
    const { adminUrl, rolePasswords, warnings } = planMigration({
      ...secrets,
      DATABASE_MIGRATE_URL: DIRECT,
      DATABASE_DOOR_URL: 'postgres://throughline_door:a%2Fb@host/throughline',
      DATABASE_URL: 'postgres://somebody:else@host/throughline',
    });
    expect(adminUrl).toBe(DIRECT);
    expect(rolePasswords).toEqual({
      app: secrets.DB_PASSWORD_APP,
      door: 'a/b',
      identity: secrets.DB_PASSWORD_IDENTITY,
      system: secrets.DB_PASSWORD_SYSTEM,
      engine: secrets.DB_PASSWORD_ENGINE,
    });
    expect(warnings).toEqual([]);
  });

  it('warns of a pooler, where the lock of a session holds nobody back', () => {
    const pooled = DIRECT.replace('ep-x.', 'ep-x-pooler.');
    expect(planMigration({ ...freshSecrets(), DATABASE_MIGRATE_URL: pooled }).warnings).toEqual([
      expect.stringContaining('direct address'),
    ]);
  });

  it('says in words what is missing', () => {
    const { DB_PASSWORD_DOOR: _, DB_PASSWORD_ENGINE: __, ...rest } = freshSecrets();
    expect(() => planMigration(rest)).toThrow('DATABASE_MIGRATE_URL is not set');
    expect(() => planMigration({ ...rest, DATABASE_MIGRATE_URL: DIRECT })).toThrow(
      /DB_PASSWORD_DOOR, DB_PASSWORD_ENGINE.\nnpm run secrets/,
    );
    for (const wrong of ['ep-x.neon.tech/throughline', 'https://host/throughline', 'postgres://host'])
      expect(() => planMigration({ ...rest, DATABASE_MIGRATE_URL: wrong }), wrong).toThrow('is not the address');
  });
});

describe('the commands of a deployment', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-deploy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, maxRetries: 3 }));

  it('migrate a database elsewhere, twice, and give the roles their passwords', async () => {
    const cluster = await startCluster({
      dataDir: join(folder, 'pg'),
      settings: { fsync: 'off', shared_buffers: '32MB' },
      log: () => {},
    });
    try {
      const secrets = freshSecrets();
      const adminUrl = await ownedDatabase(cluster.adminUrl);
      for (let time = 1; time <= 2; time++) {
        const { status, stdout, stderr } = run('migrate.ts', { ...secrets, DATABASE_MIGRATE_URL: adminUrl.href });
        expect(stderr).toBe('');
        expect(stdout).toContain('migrations applied');
        expect(status).toBe(0);
      }
      adminUrl.username = 'throughline_app';
      adminUrl.password = secrets.DB_PASSWORD_APP;
      const client = new pg.Client({ connectionString: adminUrl.href });
      await client.connect();
      try {
        const { rows } = await client.query('select count(*)::int as leads from leads');
        expect(rows).toEqual([{ leads: 0 }]);
      } finally {
        await client.end();
      }
    } finally {
      await cluster.stop();
    }
  });

  it('refuse in a sentence, without a trace of the stack', () => {
    const { status, stderr } = run('migrate.ts', {});
    expect(status).toBe(1);
    expect(stderr).toMatch(/^DATABASE_MIGRATE_URL is not set: [^\n]+\n$/);
  });

  it('write secrets once, for their owner alone, and never over others', () => {
    const path = join(folder, '.env');
    writeSecrets(path, secretLines());
    const first = readFileSync(path, 'utf8');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(first).toMatch(/^ENCRYPTION_KEY=\S{44}$/m);
    expect(() => writeSecrets(path, secretLines())).toThrow('is there already');
    expect(readFileSync(path, 'utf8')).toBe(first);
    expect(secretLines()).not.toBe(secretLines());
  });
});

/** As a managed database is given out: its owner may make roles, and is no superuser. */
async function ownedDatabase(superuserUrl: string): Promise<URL> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(`create role owner login password 'of-the-owner' createrole nosuperuser nobypassrls`);
  await client.query('create database throughline owner owner');
  await client.end();
  const url = new URL(superuserUrl);
  return Object.assign(url, { username: 'owner', password: 'of-the-owner', pathname: 'throughline' });
}

function run(script: string, env: Record<string, string>) {
  return spawnSync(process.execPath, ['--import', 'tsx', join('scripts', script)], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NODE_ENV: 'test', ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
}
