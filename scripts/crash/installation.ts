import { join } from 'node:path';
import pg from 'pg';
import { closePools } from '@/db/client';
import { readPassword } from '@/db/embedded/password';
import { freePort } from '@/db/embedded/port';
import { readPostmasterFile } from '@/db/embedded/postmaster-file';
import { migrate } from '@/db/migrate';
import { createTestOrg } from '@/db/testing/factories';
import { seedDefaultRules } from '@/lib/scoring';
import { jobContext } from '@/lib/tenancy';
import { prepareLocal } from '../launch/prepare-local';
import { makeCheckout } from './checkout';
import { PLANTS, type Plant, type PlantName } from './plants';

export interface CrashOrganization {
  orgId: string;
  writeKey: string;
}

/** Everything that is thrown away after the run: a checkout, its data, and two organizations in it. */
export interface Installation {
  checkout: string;
  dataDir: string;
  port: number;
  organizations: CrashOrganization[];
}

/** Prepares all that a launcher starts from, as a first start and a sign-up would leave it. Nothing runs afterwards. */
export async function makeInstallation(input: {
  root: string;
  folder: string;
  plant: PlantName | null;
  organizations: number;
}): Promise<Installation> {
  const { root, folder } = input;
  const plant: Plant = input.plant ? PLANTS[input.plant] : { what: '' };
  const checkout = join(folder, 'checkout');
  const dataDir = join(folder, 'data');
  await makeCheckout(root, checkout, plant.patches ?? []);
  const migrations = join(checkout, 'db', 'migrations');
  const { env, cluster } = await prepareLocal({
    dataDir,
    env: { BACKUP_EVERY_HOURS: '0' },
    pipe: true,
    migrate: (options) => migrate({ ...options, folder: migrations }),
  });
  try {
    Object.assign(process.env, env);
    const organizations: CrashOrganization[] = [];
    for (let n = 0; n < input.organizations; n += 1) organizations.push(await makeOrganization());
    await closePools();
    await query(dataDir, async (client) => {
      for (const statement of plant.sql ?? []) await client.query(statement);
    });
    return { checkout, dataDir, port: await freePort(), organizations };
  } finally {
    await cluster?.stop();
  }
}

async function makeOrganization(): Promise<CrashOrganization> {
  const { orgId, writeKey } = await createTestOrg();
  await jobContext(orgId, 'crash run', 'crash').run((db) => seedDefaultRules(db, new Date()));
  return { orgId, writeKey };
}

/** Asks the database as its superuser, wherever it runs at the moment. @throws when it does not */
export async function query<T>(
  dataDir: string,
  work: (client: pg.Client) => Promise<T>,
  timeoutMs = 60_000,
): Promise<T> {
  const cluster = join(dataDir, 'pg');
  const postmaster = readPostmasterFile(cluster);
  if (!postmaster) throw new Error('No PostgreSQL runs.');
  const password = encodeURIComponent(readPassword(cluster));
  const client = new pg.Client({
    connectionString: `postgres://postgres:${password}@127.0.0.1:${postmaster.port}/throughline`,
    connectionTimeoutMillis: Math.min(timeoutMs, 2_000),
    query_timeout: timeoutMs,
  });
  // A connection that breaks is told by the query that was under way.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.end().catch(() => {});
  }
}
