import type pg from 'pg';
import { pool } from '@/db/client';

export interface ConnectedRole {
  /** Who the database takes this connection for. */
  role: string;
  isSuperuser: boolean;
  bypassesPolicies: boolean;
  /** E.g. `18.1`. */
  serverVersion: string;
}

const ANSWER_WITHIN_MS = 3_000;

/**
 * Question: as whom does one of the program's pools connect, and what may that role do beyond its grants? Asked as a
 * prepared statement, and twice, since not every pooler keeps what was prepared.
 * @throws when the database does not answer within three seconds, or refuses
 */
export async function inspectRole(name: 'app' | 'door' | 'identity' | 'system'): Promise<ConnectedRole> {
  const question = {
    name: 'inspect-role',
    text: `select current_user::text as role, rolsuper as "isSuperuser", rolbypassrls as "bypassesPolicies",
                  current_setting('server_version') as "serverVersion"
             from pg_roles where rolname = current_user`,
    query_timeout: ANSWER_WITHIN_MS,
  } as pg.QueryConfig;
  await pool(name).query(question);
  const { rows } = await pool(name).query<ConnectedRole>(question);
  return rows[0]!;
}
