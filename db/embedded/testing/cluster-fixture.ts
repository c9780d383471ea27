import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Cluster, type StartClusterOptions, startCluster } from '../index';
import { until } from '../processes';

export const SETTINGS = { fsync: 'off', shared_buffers: '32MB' };

const HOLDER = fileURLToPath(new URL('./hold-cluster.ts', import.meta.url));

/** Gives each test a folder of its own for a cluster, and stops and removes afterwards whatever it has started. */
export function clusterFolder() {
  let model: string;
  let clusters: Cluster[] = [];
  let children: ChildProcess[] = [];
  const fixture = {
    folder: '',
    dataDir: '',
    /** Begins with an empty cluster that is there already, which is quicker than making one. */
    copyModel() {
      execFileSync('cp', ['-a', `${model}/.`, fixture.folder]);
      chmodSync(fixture.folder, 0o700);
    },
    async start(options: Partial<StartClusterOptions> = {}): Promise<Cluster> {
      const cluster = await startCluster({ dataDir: fixture.dataDir, settings: SETTINGS, log: () => {}, ...options });
      clusters.push(cluster);
      return cluster;
    },
    /** Starts a process that will be ended after the test. */
    run(file: string, args: string[]): ChildProcess {
      const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return child;
    },
    /** Starts a process that starts the cluster. */
    hold(pipe: 'pipe' | 'no-pipe', then: 'stay' | 'leave'): ChildProcess {
      return fixture.run(process.execPath, ['--import', 'tsx', HOLDER, fixture.dataDir, pipe, then]);
    },
  };

  beforeAll(async () => {
    model = mkdtempSync(join(tmpdir(), 'throughline-model-'));
    const cluster = await startCluster({ dataDir: join(model, 'pg'), settings: SETTINGS, log: () => {} });
    await cluster.stop();
    rmSync(join(model, 'pg.log'));
  });

  afterAll(() => rmSync(model, { recursive: true, force: true }));

  beforeEach(() => {
    fixture.folder = realpathSync(mkdtempSync(join(tmpdir(), 'throughline-cluster-')));
    fixture.dataDir = join(fixture.folder, 'pg');
    clusters = [];
    children = [];
  });

  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    for (const cluster of clusters) await cluster.stop();
    const isLink = lstatSync(fixture.dataDir, { throwIfNoEntry: false })?.isSymbolicLink();
    if (isLink) rmSync(dirname(readlinkSync(fixture.dataDir)), { recursive: true, force: true });
    rmSync(fixture.folder, { recursive: true, force: true, maxRetries: 3 });
  });

  return fixture;
}

/** What a process of `hold` says once its cluster runs. */
export async function heldCluster(holder: ChildProcess): Promise<{ pid: number; adminUrl: string }> {
  const [line] = (await once(holder.stdout!, 'data')) as [Buffer];
  return JSON.parse(line.toString()) as { pid: number; adminUrl: string };
}

export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function writeNote(cluster: Cluster, text: string): Promise<void> {
  await query(cluster.adminUrl, `create table if not exists note (text text); insert into note values ('${text}')`);
}

export async function readNotes(cluster: Cluster): Promise<string[]> {
  const rows = await query<{ text: string }>(cluster.adminUrl, 'select text from note order by text');
  return rows.map((row) => row.text);
}

export async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Waits until a process has ended, also one whose parent has not collected it yet. */
export function gone(pid: number): Promise<boolean> {
  return until(() => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === '';
    } catch {
      return true;
    }
  }, 10_000);
}
