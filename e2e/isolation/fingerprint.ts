import { tenantTables } from '@/db/testing/catalogue';
import { drainNow } from '@/lib/leads';
import type { World } from './world';

/**
 * One value that changes when any row of the two organizations does, or an account or session of their people: every
 * tenant table of the catalogue is in it. When a key was last used, and which events were refused, is noted aside from
 * the call and not counted.
 */
export async function fingerprintOf({ admin, ours, theirs, everybody }: World): Promise<() => Promise<string>> {
  const text = [
    ...(await tenantTables(admin))
      .filter((table) => table !== 'refused_events')
      .map((table) => part(table, 'org_id', '$1', table === 'live_changes' ? `kind <> 'refused'` : 'true')),
    part('organizations', 'id', '$1'),
    part('users', 'id', '$2'),
    part('accounts', 'user_id', '$2'),
    part('sessions', 'user_id', '$2'),
  ].join(' union all ');
  const values = [[ours.orgId, theirs.orgId], everybody.map(({ id }) => id)];
  return async () => {
    // What an earlier call brought in is let arrive first: it is not this call's.
    for (const orgId of values[0]!) await drainNow(orgId);
    const { rows } = await admin.query<{ line: string }>({ name: 'fingerprint', text, values });
    return rows.map(({ line }) => line).join('\n');
  };
}

const part = (table: string, column: string, ids: string, counts = 'true') =>
  `select '${table} ' || count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) - 'last_used_at')::text, 0)), 0) as line
     from "${table}" t where ${column} = any(${ids}::uuid[]) and ${counts}`;
