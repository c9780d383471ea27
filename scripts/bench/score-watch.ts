import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LIVE_CHANNEL } from '@/lib/live';
import type { BenchOrg } from './organizations';

/** A look after every commit would be a load of its own; so each time is at most this much too long. */
const LOOK_EVERY_MS = 2;

/**
 * Watches scores appear, from another connection: each scoring transaction notifies when it commits, and is seen when
 * its live change can be read. Which event it scored is looked up afterwards, by the transaction that wrote its history.
 */
export interface ScoreWatch {
  /** When each event's score could be seen, by the sender's event id, in `performance.now()`. */
  seenAtMs(orgs: BenchOrg[]): Promise<Map<string, number>>;
  stop(): Promise<void>;
}

export async function watchScores(url: string): Promise<ScoreWatch> {
  const seen = new Map<string, number>();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // Transactions are numbered when they begin to write: all below this number had ended at the last look.
  let from = (await client.query('select pg_snapshot_xmin(pg_current_snapshot())::text as xmin')).rows[0].xmin;
  let isReading = false;
  let again = false;

  const read = async () => {
    again = true;
    if (isReading) return;
    isReading = true;
    while (again) {
      again = false;
      const { rows } = await client.query<{ xids: string[]; xmin: string }>({
        name: 'changes-seen',
        text: `select array(select xid::text from live_changes where xid >= $1::bigint) as xids,
                      pg_snapshot_xmin(pg_current_snapshot())::text as xmin`,
        values: [from],
      });
      const nowMs = performance.now();
      from = rows[0]!.xmin;
      for (const xid of rows[0]!.xids) if (!seen.has(xid)) seen.set(xid, nowMs);
      await sleep(LOOK_EVERY_MS);
    }
    isReading = false;
  };
  client.on('notification', () => void read());
  await client.query(`listen ${LIVE_CHANNEL}`);

  return {
    async seenAtMs(orgs) {
      const { rows } = await client.query<{ tie: string; xid: string }>(
        'select tie, xmin::text as xid from score_history where org_id = any($1::uuid[])',
        [orgs.map((org) => org.orgId)],
      );
      return new Map(rows.flatMap(({ tie, xid }) => (seen.has(xid) ? [[tie, seen.get(xid)!]] : [])));
    },
    async stop() {
      await client.query(`unlisten ${LIVE_CHANNEL}`);
      await client.end();
    },
  };
}
