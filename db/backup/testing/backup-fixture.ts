import { chmodSync, existsSync, lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach } from 'vitest';
import type { Cluster, StartClusterOptions } from '../../embedded';
import { passwordPath } from '../../embedded/password';
import { clusterFolder, SETTINGS } from '../../embedded/testing/cluster-fixture';
import { type BackupReport, inspectBackup, type RestoreOptions, restoreBackup, takeBackup } from '../index';

/** A cluster in a folder of its own, with its backups and its archived WAL beside it. */
export function backupBox() {
  const box = clusterFolder();
  const archive = () => join(box.folder, 'backups', 'wal');
  const places = new Set<string>();
  // What root has put elsewhere is removed when everything that runs there has been stopped.
  afterEach(() => {
    const links = [archive(), ...readdirSync(box.folder).map((name) => join(box.folder, name))];
    for (const path of links) {
      if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) places.add(dirname(readlinkSync(path)));
    }
  });
  afterAll(() => {
    for (const place of places) rmSync(place, { recursive: true, force: true });
  });
  return {
    get folder() {
      return box.folder;
    },
    get dataDir() {
      return box.dataDir;
    },
    copyModel: () => box.copyModel(),
    run: box.run,
    /** Lets another user come as far as into the folder. */
    open: () => chmodSync(box.folder, 0o711),
    archive,
    file: (name = 'one') => join(box.folder, 'backups', `${name}.tar.zst`),
    start(options: Partial<StartClusterOptions> = {}): Promise<Cluster> {
      return box.start({ walArchive: archive(), ...options });
    },
    backUp(cluster: Cluster, name = 'one'): Promise<BackupReport> {
      return takeBackup({
        adminUrl: cluster.adminUrl,
        dataDir: box.dataDir,
        target: this.file(name),
        companions: { 'pg.password': passwordPath(box.dataDir) },
      });
    },
    async restore(options: Partial<RestoreOptions> = {}) {
      const all: RestoreOptions = {
        file: this.file(),
        dataDir: box.dataDir,
        target: 'backup',
        walArchive: archive(),
        log: () => {},
        settings: SETTINGS,
        ...options,
      };
      return restoreBackup(all, await inspectBackup(all));
    },
    names: () => (existsSync(box.folder) ? readdirSync(box.folder).sort() : []),
  };
}

/** Writes rows into a table, over one connection, until it is stopped; each transaction adds three and changes one. */
export function keepWriting(adminUrl: string): { acknowledged(): number; stop(): Promise<number> } {
  let isOn = true;
  let transactions = 0;
  const done = (async () => {
    const client = new pg.Client({ connectionString: adminUrl });
    client.on('error', () => {});
    await client.connect();
    try {
      for (; isOn; transactions++) {
        await client.query(
          `with added as (
             insert into ledger (batch, text) select $1, repeat(md5(random()::text), 20) from generate_series(1, 3)
           )
           update tally set transactions = $1 where id = (select $1 % 10)`,
          [transactions + 1],
        );
      }
    } finally {
      await client.end();
    }
  })();
  return {
    acknowledged: () => transactions,
    async stop() {
      isOn = false;
      await done;
      return transactions;
    },
  };
}

export const LEDGER = `
  create table ledger (id bigserial primary key, batch int not null, text text);
  create table tally (id int primary key, transactions int not null);
  insert into tally select n, 0 from generate_series(0, 9) n;
  create unlogged table scratch (text text);
  insert into scratch select repeat('x', 100) from generate_series(1, 1000);
`;
