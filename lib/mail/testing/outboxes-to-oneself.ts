/**
 * The sweep sends whatever is due in every outbox, so of the suites that share a database one at a time may have mail in
 * them that is. Waits for its turn, which ends with the connection.
 */
export async function outboxesToOneself(admin: { query(text: string): Promise<unknown> }): Promise<void> {
  await admin.query(`select pg_advisory_lock(hashtextextended('outboxes of a suite', 0))`);
}
