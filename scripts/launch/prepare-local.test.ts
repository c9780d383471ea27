import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '@/db/embedded/processes';
import { databaseUrls, rolePasswords } from './database-urls';
import { ensureLocalSecrets, type Secrets } from './local-env';
import { prepareLocal } from './prepare-local';

const SETTINGS = { fsync: 'off', shared_buffers: '32MB' };

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'throughline-local-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, maxRetries: 3 }));

async function userOf(connectionString: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ who: string }>(`select current_user || '@' || current_database() as who`);
  await client.end();
  return rows[0]?.who;
}

describe('a local installation', () => {
  it('has a migrated database with a URL for each role, at the second time too', async () => {
    for (let time = 1; time <= 2; time++) {
      const { env, cluster } = await prepareLocal({
        dataDir,
        env: { CRON_SECRET: 'mine', INNGEST_SIGNING_KEY: '' },
        settings: SETTINGS,
      });
      expect(await userOf(env.DATABASE_URL!)).toBe('throughline_app@throughline');
      expect(await userOf(env.DATABASE_DOOR_URL!)).toBe('throughline_door@throughline');
      expect(await userOf(env.DATABASE_IDENTITY_URL!)).toBe('throughline_identity@throughline');
      expect(await userOf(env.DATABASE_SYSTEM_URL!)).toBe('throughline_system@throughline');
      expect(await userOf(env.DATABASE_MIGRATE_URL!)).toBe('postgres@throughline');
      expect(env.CRON_SECRET).toBe('mine');
      expect(env.INNGEST_SIGNING_KEY, 'a line left empty takes nothing away').toMatch(/^\S{32,}$/);
      expect(env.ENCRYPTION_KEY).toBe(ensureLocalSecrets(join(dataDir, 'local.env')).ENCRYPTION_KEY);
      await cluster?.stop();
    }
  });

  it('leaves no database running when a migration fails', async () => {
    let adminUrl = '';
    const migrate = async (input: { adminUrl: string }) => {
      adminUrl = input.adminUrl;
      throw new Error('the migration is broken');
    };
    await expect(prepareLocal({ dataDir, env: {}, settings: SETTINGS, migrate })).rejects.toThrow(
      'the migration is broken',
    );
    await expect(userOf(adminUrl)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('gives up in the middle of a migration when asked to stop', async () => {
    const stop = new AbortController();
    const pids: number[] = [];
    const migrate = async ({ adminUrl }: { adminUrl: string }) => {
      const client = new pg.Client({ connectionString: adminUrl });
      client.on('error', () => {});
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      pids.push(rows[0]!.pid);
      setImmediate(() => stop.abort(new Error('asked to stop')));
      await client.query('select pg_sleep(600)');
    };
    const prepared = prepareLocal({ dataDir, env: {}, settings: SETTINGS, migrate, signal: stop.signal });
    await expect(prepared).rejects.toThrow('asked to stop');
    expect(pids.map(isAlive)).toEqual([false]);
  });

  it('leaves a database of somebody else alone, but for migrations with its owner’s URL', async () => {
    const migrated: string[] = [];
    const migrate = async (input: { adminUrl: string; rolePasswords: { app: string } }) => {
      migrated.push(input.adminUrl, input.rolePasswords.app);
    };
    const env = { DATABASE_URL: 'postgres://throughline_app:p%40ss@db.example/prod' };
    const without = await prepareLocal({ dataDir, env, migrate });
    expect(without.cluster).toBe(null);
    expect(without.env.DATABASE_URL).toBe(env.DATABASE_URL);
    expect(migrated).toEqual([]);
    const DATABASE_MIGRATE_URL = 'postgres://owner@db.example/prod';
    await prepareLocal({ dataDir, env: { ...env, DATABASE_MIGRATE_URL }, migrate });
    expect(migrated).toEqual([DATABASE_MIGRATE_URL, 'p@ss']);
  });
});

describe('the passwords of the roles', () => {
  const secrets: Secrets = {
    BETTER_AUTH_SECRET: 'b',
    CRON_SECRET: 'c',
    ENCRYPTION_KEY: 'e',
    INNGEST_EVENT_KEY: 'k',
    INNGEST_SIGNING_KEY: 'g',
    QSTASH_TOKEN: 't',
    QSTASH_CURRENT_SIGNING_KEY: 'q',
    QSTASH_NEXT_SIGNING_KEY: 'x',
    DB_PASSWORD_APP: 'a',
    DB_PASSWORD_DOOR: 'd',
    DB_PASSWORD_IDENTITY: 'i',
    DB_PASSWORD_SYSTEM: 's',
    DB_PASSWORD_ENGINE: 'n',
  };

  it('are those in the URLs', () => {
    const urls = databaseUrls('postgres://postgres:x@127.0.0.1:5432/postgres', {
      ...secrets,
      DB_PASSWORD_APP: 'p@:/?',
    });
    expect(urls.DATABASE_DOOR_URL).toBe('postgres://throughline_door:d@127.0.0.1:5432/throughline');
    expect(rolePasswords(urls, secrets)).toEqual({ app: 'p@:/?', door: 'd', identity: 'i', system: 's', engine: 'n' });
  });

  it('are the installation’s own where a URL is missing or names another role', () => {
    const urls = { DATABASE_URL: 'postgres://admin:x@db.example/prod' };
    expect(rolePasswords(urls, secrets)).toEqual({ app: 'a', door: 'd', identity: 'i', system: 's', engine: 'n' });
  });
});
