import { systemDb } from '@/lib/tenancy';

const MONTHS_AHEAD = 4;

/** Makes the ledger's partitions for this month and the next three. Nothing is done where they exist. */
export async function ensurePartitions(): Promise<void> {
  await systemDb('retention: partitions and expired rows').query(
    `select ensure_event_partitions((now() at time zone 'utc')::date, $1)`,
    [MONTHS_AHEAD],
  );
}
