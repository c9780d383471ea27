import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startCluster } from '@/db/embedded';
import { migrate } from '@/db/migrate';
import { type Bridge, openBridge } from './websocket-bridge';

/**
 * A throw-away PostgreSQL for one run of the database suite: the embedded binaries, without fsync, which only a
 * power loss would notice. Set THROUGHLINE_TEST_ADMIN_URL to run the suite on another server, and
 * THROUGHLINE_TEST_DRIVER=neon to run it through Neon's driver.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const external = process.env.THROUGHLINE_TEST_ADMIN_URL;
  const folder = await mkdtemp(path.join(tmpdir(), 'throughline-test-'));
  const cluster = external
    ? null
    : await startCluster({
        dataDir: path.join(folder, 'pg'),
        log: () => {},
        settings: { fsync: 'off', full_page_writes: 'off', max_wal_size: '1GB', shared_buffers: '128MB' },
      });
  const adminUrl = external ?? cluster!.adminUrl;
  const database = `throughline_test_${randomBytes(4).toString('hex')}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${database}`);
  await admin.end();

  Object.assign(process.env, await databaseEnvironment(adminUrl, database));
  const bridge = process.env.THROUGHLINE_TEST_DRIVER === 'neon' ? await bridged(process.env) : null;
  return async () => {
    await bridge?.close();
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
    if (bridge && bridge.offences.length > 0)
      throw new Error(`Not for a transaction pooler: ${bridge.offences.join(' · ')}`);
  };
}

/** The name of a pooler of Neon's; the bridge leads past it. */
const NEON_HOST = 'ep-throughline-pooler.test.neon.tech';

/** Opens a bridge before the program's database and has its pools reach it as they would reach Neon. */
export async function bridged(env: Record<string, string | undefined>): Promise<Bridge> {
  const { hostname, port } = new URL(env.DATABASE_URL!);
  const bridge = await openBridge({ host: hostname, port: Number(port) });
  env.NEON_WEBSOCKET_PROXY = bridge.url;
  for (const variable of ['DATABASE_URL', 'DATABASE_DOOR_URL', 'DATABASE_IDENTITY_URL', 'DATABASE_SYSTEM_URL']) {
    const url = new URL(env[variable]!);
    url.host = NEON_HOST;
    env[variable] = url.toString();
  }
  return bridge;
}

/** Migrates `database` and tells the variables under which the program finds it. */
export async function databaseEnvironment(adminUrl: string, database: string): Promise<Record<string, string>> {
  const passwords = {
    app: 'app-test',
    door: 'door-test',
    identity: 'identity-test',
    system: 'system-test',
    engine: 'engine-test',
  };
  await migrate({ adminUrl: withDatabase(adminUrl, database), rolePasswords: passwords });
  const urlOf = (role: keyof typeof passwords) => {
    const url = new URL(withDatabase(adminUrl, database));
    url.username = `throughline_${role}`;
    url.password = passwords[role];
    return url.toString();
  };
  return {
    NODE_ENV: 'test',
    APP_URL: 'http://localhost:3000',
    DATABASE_URL: urlOf('app'),
    DATABASE_DOOR_URL: urlOf('door'),
    DATABASE_IDENTITY_URL: urlOf('identity'),
    DATABASE_SYSTEM_URL: urlOf('system'),
    DATABASE_ENGINE_URL: urlOf('engine'),
    DATABASE_MIGRATE_URL: withDatabase(adminUrl, database),
    BETTER_AUTH_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    CRON_SECRET: randomBytes(16).toString('hex'),
    LIMITS: 'process',
  };
}

function withDatabase(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.toString();
}
