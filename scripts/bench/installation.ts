import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { closePools } from '@/db/client';
import { openLogFile } from '@/db/embedded';
import { freePort } from '@/db/embedded/port';
import { migrate } from '@/db/migrate';
import type { NodeCommand } from '@/scripts/launch/child';
import type { Environment } from '@/scripts/launch/local-env';
import { prepareLocal } from '@/scripts/launch/prepare-local';
import { SERVER_STOP_TIMEOUT_MS, startServer } from '@/scripts/launch/server';

/** The product, running by itself in a folder of its own. */
export interface Installation {
  /** Of the server's door, on 127.0.0.1; nobody is there where only the engine is measured. */
  port: number;
  /** What the launcher would pass on to a process. */
  env: Environment;
  /** Where processes leave their CPU profiles when they stop; null for none. */
  profileDir: string | null;
  /** The owner's connection to the product's database, and where it leads. */
  admin: pg.Client;
  ownerUrl: string;
  /** A second database with the same tables, where the references write: as the collector and as the owner. */
  referenceUrl: string;
  referenceOwnerUrl: string;
  /** Starts a second server process of the same installation. */
  anotherServer(): Promise<{ port: number; stop(): Promise<void> }>;
  stop(): Promise<void>;
}

const REFERENCE_DATABASE = 'reference';

/**
 * Starts the bundled PostgreSQL with the product's own settings and the built server in a throw-away folder, and points
 * this process's own database pools there. Nothing is left when it is stopped.
 */
export async function install(options: { profileDir: string | null; withServer: boolean }): Promise<Installation> {
  const profileDir = options.profileDir && resolve(options.profileDir);
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const stopped = new AbortController();
  // The database ends with this process, however that ends, and so does the server, whose input is a pipe to it.
  const { env, cluster } = await prepareLocal({ dataDir, env: ownEnvironment(), pipe: true });
  if (!cluster) throw new Error('The benchmark runs on the bundled PostgreSQL only: unset DATABASE_URL.');
  const serverEnv = {
    // As the launcher does for the one server it starts; BENCH_LIMITS=postgres shows what counting for several costs.
    LIMITS: process.env.BENCH_LIMITS ?? 'process',
    ...env,
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    NODE_ENV: 'production',
  };
  const log = openLogFile(join(dataDir, 'server.log'));
  const serverOn = (port: string) =>
    startServer({
      root,
      dataDir,
      env: { ...serverEnv, PORT: port, APP_URL: `http://localhost:${serverEnv.PORT}` },
      command: serverCommand(profileDir),
      log,
      stop: { signal: stopped.signal, hurry: stopped.signal },
    });
  const server = options.withServer ? await serverOn(serverEnv.PORT) : null;
  Object.assign(process.env, serverEnv);
  await makeReference(cluster.adminUrl, env);
  const ownerUrl = env.DATABASE_MIGRATE_URL!;
  const admin = new pg.Client({ connectionString: ownerUrl });
  await admin.connect();
  return {
    port: Number(serverEnv.PORT),
    env,
    profileDir,
    admin,
    ownerUrl,
    referenceUrl: onReference(env.DATABASE_DOOR_URL!),
    referenceOwnerUrl: onReference(ownerUrl),
    async anotherServer() {
      const port = await freePort();
      const another = await serverOn(String(port));
      return { port, stop: () => another.stop(SERVER_STOP_TIMEOUT_MS, stopped.signal) };
    },
    async stop() {
      await admin.end();
      await closePools();
      await server?.stop(SERVER_STOP_TIMEOUT_MS, stopped.signal);
      log.close();
      await cluster.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** What the launcher would pass on, without anything that leads to a database of somebody else's. */
function ownEnvironment(): Environment {
  const defined = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const kept = defined.filter(([name]) => !/^(DATABASE_|PORT$|HOST$|APP_URL$)/.test(name));
  // Neither a backup nor archived WAL falls into a measurement.
  return { ...Object.fromEntries(kept), BACKUP_EVERY_HOURS: '0' };
}

function serverCommand(profileDir: string | null): NodeCommand {
  const server = '.build/server.mjs';
  return profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, server] : [server];
}

async function makeReference(adminUrl: string, env: Environment): Promise<void> {
  const owner = new pg.Client({ connectionString: adminUrl });
  await owner.connect();
  await owner.query(`create database ${REFERENCE_DATABASE}`);
  await owner.end();
  await migrate({
    adminUrl: onReference(adminUrl),
    // The roles belong to both databases, so their passwords stay what they are.
    rolePasswords: {
      app: env.DB_PASSWORD_APP!,
      door: env.DB_PASSWORD_DOOR!,
      identity: env.DB_PASSWORD_IDENTITY!,
      system: env.DB_PASSWORD_SYSTEM!,
      engine: env.DB_PASSWORD_ENGINE!,
    },
  });
}

function onReference(url: string): string {
  const there = new URL(url);
  there.pathname = REFERENCE_DATABASE;
  return there.href;
}
