import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { query } from '../embedded/testing/cluster-fixture';
import { takeBackup } from './index';
import { backupBox, keepWriting, LEDGER } from './testing/backup-fixture';
import { digestsOf } from './testing/digests';

const box = backupBox();

const one = async <Row extends object>(url: string, sql: string): Promise<Row> => (await query<Row>(url, sql))[0]!;

describe('a backup', () => {
  it('that is taken while rows are written holds all that was committed before its end, and nothing half', async () => {
    box.copyModel();
    const cluster = await box.start();
    await query(cluster.adminUrl, LEDGER);
    const fixed = `create table fixed as select n, md5(n::text) as text from generate_series(1, 20000) n`;
    await query(cluster.adminUrl, fixed);
    const { 'public.fixed': before } = await digestsOf(cluster.adminUrl);
    const writing = keepWriting(cluster.adminUrl);
    await expect.poll(() => writing.acknowledged(), { timeout: 20_000 }).toBeGreaterThan(20);
    const committedBefore = writing.acknowledged();
    const report = await box.backUp(cluster);
    const committedAfter = writing.acknowledged();
    expect(committedAfter).toBeGreaterThan(committedBefore);
    await expect.poll(() => writing.acknowledged(), { timeout: 20_000 }).toBeGreaterThan(committedAfter + 20);
    const all = await writing.stop();
    await cluster.stop();
    expect(lstatSync(report.path).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(box.folder, 'backups')).mode & 0o777).toBe(0o700);

    const restored = await box.restore();
    expect(restored.timeline).toBe(2);
    const again = await box.start();
    const { batches, most, halves } = await one<{ batches: number; most: number; halves: number }>(
      again.adminUrl,
      `select count(distinct batch)::int as batches, max(batch) as most,
              (select count(*)::int from (select batch from ledger group by batch having count(*) <> 3) h) as halves
         from ledger`,
    );
    expect({ whole: batches === most, halves }).toEqual({ whole: true, halves: 0 });
    expect(most).toBeGreaterThanOrEqual(committedBefore);
    expect(most).toBeLessThan(all);
    // The last change of each row of the tally is the one that the ledger's last batches tell of.
    const tally = await query<{ transactions: number }>(again.adminUrl, 'select transactions from tally');
    expect(tally.map(({ transactions }) => transactions).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, n) => most - 9 + n),
    );
    expect((await digestsOf(again.adminUrl))['public.fixed']).toEqual(before);
    expect(await one(again.adminUrl, 'select count(*)::int as rows from scratch')).toEqual({ rows: 0 });
    await query(again.adminUrl, `insert into scratch values ('usable')`);
  });

  it('is an ordinary archive with nothing of the running server in it, and leaves nothing behind there', async () => {
    box.copyModel();
    const cluster = await box.start();
    await query(cluster.adminUrl, LEDGER);
    const { filepath } = await one<{ filepath: string }>(
      cluster.adminUrl,
      `select pg_relation_filepath('scratch') as filepath`,
    );
    const { path, manifest } = await box.backUp(cluster);
    const inside = manifest.files.map(({ path }) => path);
    expect(inside).toContain('pg/PG_VERSION');
    expect(inside).toContain('installation/pg.password');
    expect(inside).toContain(`pg/${filepath}_init`);
    expect(inside).not.toContain(`pg/${filepath}`);
    expect(inside.filter((name) => /postmaster|pg_replslot|pg_stat_tmp|pg_notify/.test(name))).toEqual([]);
    expect(inside.filter((name) => /pg_wal\/[0-9A-F]{24}$/.test(name)).length).toBeGreaterThan(0);
    expect(new Set(inside).size).toBe(inside.length);
    // Whoever has GNU tar and zstd can look into it.
    const { stdout } = spawnSync('tar', ['--zstd', '-tf', path], { encoding: 'utf8' });
    const others = ['backup.json', 'manifest.json'];
    if (stdout)
      expect(
        stdout
          .trim()
          .split('\n')
          .filter((name) => !/^pg(\/|$)/.test(name) || inside.includes(name))
          .sort(),
      ).toEqual([...inside, ...others].sort());
    expect(await query(cluster.adminUrl, 'select slot_name from pg_replication_slots')).toEqual([]);
    await expect(box.backUp(cluster)).rejects.toThrow(/is there already/);
    expect((await box.backUp(cluster, 'another')).manifest.startLsn).not.toBe(manifest.startLsn);
  });

  it('is not there when PostgreSQL goes away before its end', async () => {
    box.copyModel();
    const cluster = await box.start();
    await query(
      cluster.adminUrl,
      `create table big as select repeat(md5(n::text), 30) t from generate_series(1, 3e4) n`,
    );
    const taken = box.backUp(cluster);
    const failed = expect(taken).rejects.toThrow(/went away|terminat|Connection/);
    await expect.poll(() => names(), { timeout: 20_000, interval: 2 }).toEqual(['.one.tar.zst.partial', 'wal']);
    await cluster.stop();
    await failed;
    expect(names()).toEqual(['wal']);
  });

  it('that is called off leaves nothing', async () => {
    box.copyModel();
    const cluster = await box.start();
    const stop = new AbortController();
    const target = box.file();
    const taken = takeBackup({
      adminUrl: cluster.adminUrl,
      dataDir: box.dataDir,
      target,
      companions: {},
      signal: stop.signal,
    });
    stop.abort(new Error('called off'));
    await expect(taken).rejects.toThrow();
    expect(names()).toEqual(['wal']);
    expect(await query(cluster.adminUrl, 'select slot_name from pg_replication_slots')).toEqual([]);
  });
});

function names(): string[] {
  return readdirSync(join(box.folder, 'backups')).sort();
}
