import pg from 'pg';
import { canListen } from '@/db/client';

interface ListenHandlers {
  onNotice: () => void;
  /** The connection broke; nothing is heard any more until somebody listens again. */
  onLost: () => void;
}

const CONNECT_TIMEOUT_MS = 3_000;

/**
 * Hears notices on a channel, through a connection of its own. Returns the way to stop, or null behind a transaction
 * pooler, where no notice arrives: whoever listens must also look by itself now and then.
 * @throws when the database cannot be reached
 */
export async function listen(channel: string, { onNotice, onLost }: ListenHandlers): Promise<(() => void) | null> {
  if (!canListen()) return null;
  const client = new pg.Client({
    connectionString: process.env.DATABASE_SYSTEM_URL,
    application_name: 'throughline-live',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  let stopped = false;
  client.on('error', () => {});
  client.on('end', () => !stopped && onLost());
  client.on('notification', onNotice);
  await client.connect();
  await client.query(`listen ${pg.escapeIdentifier(channel)}`);
  return () => {
    stopped = true;
    void client.end().catch(() => {});
  };
}
