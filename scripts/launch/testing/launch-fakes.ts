import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { launch } from '../launch';
import type { Environment } from '../local-env';
import { createProgress } from '../progress';
import { Stopped } from '../stop-request';

// The real launcher over fake children, as a process of its own that a test can kill.
const [root, mode] = process.argv.slice(2) as [string, 'start' | 'dev' | 'setup'];
const fake = (name: string) => [fileURLToPath(new URL(`./fake-${name}.mjs`, import.meta.url))];

try {
  await launch({
    root,
    dataDir: join(root, '.data'),
    mode,
    env: process.env as Environment,
    progress: createProgress(process.stdout),
    commands: {
      build: fake('build'),
      server: fake('server'),
      devServer: fake('server'),
      engine: fake('engine'),
      devEngine: fake('engine'),
      seed: fake('seed'),
    },
    artefacts: ['.build/artefact'],
    settings: { fsync: 'off', shared_buffers: '32MB' },
    migrate,
  });
  process.exit(0);
} catch (error) {
  if (error instanceof Stopped) process.exit(0);
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function migrate({ adminUrl }: { adminUrl: string }): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query('create table if not exists migrated ()');
  await client.end();
}
