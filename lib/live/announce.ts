import type { OrgDb } from '@/lib/tenancy';
import type { LiveKinds } from './contract';

export const LIVE_CHANNEL = 'throughline_live';

/**
 * Tells the open screens, in the transaction of the change itself, so that a change that is undone is never told. With
 * its commit, answers that were kept of such data are none any more.
 */
export async function announce<K extends keyof LiveKinds>(db: OrgDb, kind: K, payload: LiveKinds[K]): Promise<void> {
  db.touch(kind);
  await db.prepared(
    'announce',
    `with told as (insert into live_changes (org_id, kind, payload) values ($1, $2, $3)) select pg_notify('${LIVE_CHANNEL}', '')`,
    [db.orgId, kind, JSON.stringify(payload)],
  );
}
