import pg from 'pg';
import { BackupFailed } from './errors';
import type { Lsn } from './wal-names';

export type ServerFacts = {
  postgresMajor: number;
  systemIdentifier: string;
  walSegmentBytes: number;
};

export type Started = ServerFacts & { startLsn: Lsn; timeline: number; startedAt: string };

export type Stopped = { stopLsn: Lsn; stoppedAt: string; label: string };

/**
 * One connection that tells PostgreSQL a copy is being taken: from its start to its stop whole pages go into the WAL
 * and no WAL is thrown away. When the connection ends, for whatever reason, so does all of that.
 */
export class BackupSession {
  private lost: Error | null = null;

  private constructor(private readonly client: pg.Client) {
    client.on('error', (error) => {
      this.lost = error;
    });
  }

  static async open(adminUrl: string): Promise<BackupSession> {
    const client = new pg.Client({ connectionString: adminUrl, application_name: 'throughline backup' });
    const session = new BackupSession(client);
    await client.connect();
    return session;
  }

  async start(label: string): Promise<Started> {
    const { rows } = await this.client.query<ServerFacts>(
      `select current_setting('server_version_num')::int / 10000 as "postgresMajor",
              (select system_identifier::text from pg_control_system()) as "systemIdentifier",
              (select setting::int from pg_settings where name = 'wal_segment_size') as "walSegmentBytes"`,
    );
    // Before the start, so that what the start points to is there at the stop.
    await this.client.query('select pg_create_physical_replication_slot($1, true, true)', [
      `throughline_backup_${process.pid}`,
    ]);
    const { rows: started } = await this.client.query<{ startLsn: Lsn; timeline: number; startedAt: Date }>(
      `select pg_backup_start($1, fast => true)::text as "startLsn", clock_timestamp() as "startedAt",
              ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline`,
      [label],
    );
    const { startLsn, timeline, startedAt } = started[0]!;
    return { ...rows[0]!, startLsn, timeline, startedAt: startedAt.toISOString() };
  }

  /** @throws BackupFailed when the server went away since the start, so that the copy is worth nothing */
  async stop(): Promise<Stopped> {
    this.check();
    const { rows } = await this.client.query<{ lsn: Lsn; labelfile: string; spcmapfile: string; stoppedAt: Date }>(
      'select lsn::text, labelfile, spcmapfile, clock_timestamp() as "stoppedAt" from pg_backup_stop(wait_for_archive => false)',
    );
    const { lsn, labelfile, spcmapfile, stoppedAt } = rows[0]!;
    if (spcmapfile) throw new BackupFailed('The database has tablespaces, which are not backed up.');
    return { stopLsn: lsn, stoppedAt: stoppedAt.toISOString(), label: labelfile };
  }

  /** @throws BackupFailed when the connection was lost */
  check(): void {
    if (this.lost) throw new BackupFailed(`PostgreSQL went away during the backup (${this.lost.message}).`);
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => {});
  }
}
