import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { type ClusterExit, EmbeddedPostgresFailed } from './index';
import { isAlive, signal, until } from './processes';
import {
  clusterFolder,
  gone,
  heldCluster,
  kill,
  query,
  readNotes,
  SETTINGS,
  writeNote,
} from './testing/cluster-fixture';

const box = clusterFolder();

describe('a cluster', () => {
  it('is made on first start, stops, and has its data at the next start', async () => {
    const first = await box.start();
    await writeNote(first, 'kept');
    const [facts] = await query<Record<string, string>>(
      first.adminUrl,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
        current_setting('data_checksums') as checksums, current_setting('shared_preload_libraries') as preloaded,
        current_setting('server_encoding') as encoding, 'Ä' = upper('ä') as unicode`,
    );
    expect(facts).toEqual({
      addresses: '127.0.0.1',
      sockets: '',
      fsync: 'off',
      commit: 'on',
      checksums: 'on',
      preloaded: 'pg_stat_statements',
      encoding: 'UTF8',
      unicode: true,
    });
    const wrong = new URL(first.adminUrl);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(lstatSync(`${box.dataDir}.password`).mode & 0o777).toBe(0o600);
    const exits: ClusterExit[] = [];
    first.onExit((exit) => exits.push(exit));
    await first.stop();
    expect(exits).toMatchObject([{ expected: true }]);
    expect(isAlive(first.pid)).toBe(false);

    const second = await box.start();
    expect(second.adopted).toBe(false);
    expect(await readNotes(second)).toEqual(['kept']);
    expect(readdirSync(box.folder).sort()).toEqual(['pg', 'pg.log', 'pg.password']);
  });

  it('does not remember or log the passwords that roles are given', async () => {
    box.copyModel();
    const cluster = await box.start();
    await query(cluster.adminUrl, `create extension pg_stat_statements; create role someone login password 'hush-1'`);
    await expect(query(cluster.adminUrl, `create role someone login password 'hush-2'`)).rejects.toThrow('exists');
    const seen = await query(
      cluster.adminUrl,
      `select query from pg_stat_statements where query like '%password %hush%'`,
    );
    expect(seen).toEqual([]);
    const log = readFileSync(`${box.dataDir}.log`, 'utf8');
    expect(log).toContain('role "someone" already exists');
    expect(log).not.toContain('hush');
  });

  it('listens on the port that is asked for, and waits while that is taken', async () => {
    box.copyModel();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const starting = box.start({ port });
    await until(
      () => existsSync(`${box.dataDir}.log`) && /could not bind/.test(readFileSync(`${box.dataDir}.log`, 'utf8')),
      8_000,
    );
    other.close();
    expect((await starting).port).toBe(port);
  });

  it('tells in its own words why it does not start', async () => {
    box.copyModel();
    await expect(box.start({ settings: { ...SETTINGS, wal_level: 'nonsense' } })).rejects.toThrow(
      /did not start[\s\S]*invalid value for parameter "wal_level"/,
    );
  });

  it('leaves a folder alone that holds something else', async () => {
    mkdirSync(box.dataDir);
    writeFileSync(join(box.dataDir, 'letter.txt'), 'dear');
    await expect(box.start()).rejects.toThrow(EmbeddedPostgresFailed);
    expect(readdirSync(box.folder).filter((name) => name.includes('unfinished'))).toEqual([]);
    expect(readFileSync(join(box.dataDir, 'letter.txt'), 'utf8')).toBe('dear');
  });
});

describe('after a crash', () => {
  it('recovers from kill -9 of the postmaster while a query runs on', async () => {
    box.copyModel();
    const first = await box.start();
    await writeNote(first, 'committed');
    const exited = new Promise<ClusterExit>((resolve) => first.onExit(resolve));
    const busy = new pg.Client({ connectionString: first.adminUrl });
    busy.on('error', () => {});
    await busy.connect();
    const { rows } = await busy.query<{ pid: number }>('select pg_backend_pid() as pid');
    // Nested loops over numbers take hours and never look up to see that the postmaster is gone.
    const broken = expect(
      busy.query('select count(*) from generate_series(1, 1e6) a, generate_series(1, 1e6) b'),
    ).rejects.toThrow();
    const [active] = await query<{ state: string }>(
      first.adminUrl,
      `select state from pg_stat_activity where pid = ${rows[0]!.pid}`,
    );
    expect(active?.state).toBe('active');
    signal(first.pid, 'SIGKILL');
    expect(await exited).toEqual({ code: null, signal: 'SIGKILL', expected: false });
    expect(isAlive(rows[0]!.pid)).toBe(true);

    const second = await box.start({ port: first.port });
    expect(second.port).toBe(first.port);
    expect(await readNotes(second)).toEqual(['committed']);
    expect(await gone(rows[0]!.pid)).toBe(true);
    await broken;
  });

  it('is not confused by a stranger who got the process id of the old postmaster', async () => {
    box.copyModel();
    const first = await box.start();
    await writeNote(first, 'committed');
    signal(first.pid, 'SIGKILL');
    await gone(first.pid);
    const stranger = box.run('sleep', ['600']);
    const pidFile = join(box.dataDir, 'postmaster.pid');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(stranger.pid)));

    expect(await readNotes(await box.start())).toEqual(['committed']);
    expect(stranger.exitCode).toBe(null);
    expect(isAlive(stranger.pid as number)).toBe(true);
  });

  it('adopts the postmaster of a process that was killed, and can stop it', async () => {
    box.copyModel();
    const child = box.hold('no-pipe', 'stay');
    const { pid, adminUrl } = await heldCluster(child);
    await kill(child);
    const cluster = await box.start();
    expect(cluster).toMatchObject({ pid, adminUrl, adopted: true });
    await writeNote(cluster, 'written');
    await cluster.stop();
    expect(await gone(pid)).toBe(true);
    expect(await readNotes(await box.start())).toEqual(['written']);
  });

  it('notices the death of a postmaster it adopted', async () => {
    box.copyModel();
    const child = box.hold('no-pipe', 'stay');
    const { pid } = await heldCluster(child);
    await kill(child);
    const cluster = await box.start();
    const exited = new Promise<ClusterExit>((resolve) => cluster.onExit(resolve));
    signal(pid, 'SIGKILL');
    expect(await exited).toEqual({ code: null, signal: null, expected: false });
  });

  it('ends a postmaster that does not answer and starts another', async () => {
    box.copyModel();
    const child = box.hold('no-pipe', 'stay');
    const { pid } = await heldCluster(child);
    await kill(child);
    signal(pid, 'SIGSTOP');
    const startedMs = performance.now();
    const cluster = await box.start();
    expect(cluster.adopted).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(await query(cluster.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  }, 15_000);

  it('makes the database anew when the first start was killed half-way', async () => {
    const child = box.hold('no-pipe', 'stay');
    const unfinished = () => readdirSync(box.folder).find((name) => /^pg\.unfinished-\d+$/.test(name));
    expect(await until(() => existsSync(join(box.folder, unfinished() ?? 'none', 'base')), 10_000)).toBe(true);
    await kill(child);
    expect(existsSync(box.dataDir)).toBe(false);

    const cluster = await box.start();
    expect(await query(cluster.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('removes what a killed first start left behind', async () => {
    const ended = box.run('true', []);
    await once(ended, 'exit');
    mkdirSync(join(box.folder, `pg.unfinished-${ended.pid}`, 'base'), { recursive: true });
    await box.start();
    expect(readdirSync(box.folder).sort()).toEqual(['pg', 'pg.log', 'pg.password']);
  });
});

describe('the process that started it', () => {
  it('takes the database along when it ends in the ordinary way', async () => {
    box.copyModel();
    const child = box.hold('no-pipe', 'leave');
    const { pid } = await heldCluster(child);
    if (child.exitCode === null) await once(child, 'exit');
    expect(await gone(pid)).toBe(true);
  });

  it('takes the database along even when killed, where that is asked for', async () => {
    box.copyModel();
    const child = box.hold('pipe', 'stay');
    const { pid } = await heldCluster(child);
    expect(isAlive(pid)).toBe(true);
    await kill(child);
    expect(await gone(pid)).toBe(true);
  });
});
