import { doorPool } from '@/lib/tenancy';
import type { IngestKey, LoadKeys } from './key-lookup';

/** How far back an event of an API key may lie; a source has its own setting. */
const API_KEY_BACKDATING_DAYS = 90;
const STATEMENT_TIMEOUT_MS = 5_000;

const STATEMENT = `
select encode(found.hash, 'hex') as hash, found.org_id, found.key_id, found.source_id, found.may_write, found.allowed_origins,
       found.events_per_second, found.backdating_days, found.expires_at, coalesce(s.keep_ip_addresses, false) as keep_ip_addresses
from (
  select hash, org_id, id as key_id, id as source_id, true as may_write, allowed_origins,
         events_per_second, backdating_days, null::timestamptz as expires_at
  from sources where hash = any($1::bytea[]) and revoked_at is null
  union all
  select hash, org_id, id, null, 'events:write' = any(scopes), '{}', null, $2, expires_at
  from api_keys where hash = any($1::bytea[]) and revoked_at is null
) found
left join organization_settings s on s.org_id = found.org_id`;

interface KeyRow {
  hash: string;
  org_id: string;
  key_id: string;
  source_id: string | null;
  may_write: boolean;
  allowed_origins: string[];
  events_per_second: number | null;
  backdating_days: number;
  expires_at: Date | null;
  keep_ip_addresses: boolean;
}

export const loadKeys: LoadKeys = async (hashes) => {
  const statement = {
    name: 'load-ingest-keys',
    text: STATEMENT,
    values: [hashes.map((hex) => Buffer.from(hex, 'hex')), API_KEY_BACKDATING_DAYS],
    query_timeout: STATEMENT_TIMEOUT_MS,
  };
  const { rows } = await doorPool().query<KeyRow>(statement);
  return new Map(rows.map((row) => [row.hash, ingestKey(row)]));
};

function ingestKey(row: KeyRow): IngestKey {
  return {
    orgId: row.org_id,
    keyId: row.key_id,
    sourceId: row.source_id,
    mayWrite: row.may_write,
    allowedOrigins: row.allowed_origins.map((origin) => origin.toLowerCase()),
    eventsPerSecond: row.events_per_second,
    backdatingDays: row.backdating_days,
    keepIpAddresses: row.keep_ip_addresses,
    expiresAtMs: row.expires_at === null ? null : row.expires_at.getTime(),
  };
}
