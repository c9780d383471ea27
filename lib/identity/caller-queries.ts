import { constantTimeEqual, hashKey } from '@/lib/platform/crypto';
import { isUuid } from '@/lib/platform/uuid';
import { identityPool } from '@/lib/tenancy';

export interface PersonRow {
  user_id: string;
  name: string;
  email: string;
  /** The organization asked for, or any when none was; null when the person has none such. */
  org_id: string | null;
  role: string | null;
}

export interface SessionRow extends PersonRow {
  session_id: string;
  expires_at: Date;
}

export interface KeyRow {
  org_id: string;
  slug: string;
  id: string;
  name: string;
  hash: Buffer;
  scopes: string[];
  requests_per_minute: number | null;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** Two rows at most: with no organization asked for, all that matters is whether the person has exactly one. */
const MEMBERSHIPS = `
  left join lateral (
    select m.org_id, m.role
      from members m join organizations o on o.id = m.org_id
     where m.user_id = u.id
       and (($2::uuid is null and $3::text is null) or m.org_id = $2 or o.slug = $3)
     order by m.org_id
     limit 2
  ) membership on true`;

const BY_SESSION = `
  select s.id as session_id, s.expires_at, u.id as user_id, u.name, u.email, membership.org_id, membership.role
    from sessions s join users u on u.id = s.user_id ${MEMBERSHIPS}
   where s.token = $1`;

const BY_USER = `
  select u.id as user_id, u.name, u.email, membership.org_id, membership.role
    from users u ${MEMBERSHIPS}
   where u.id = $1`;

const BY_KEY = `
  select k.org_id, o.slug, k.id, k.name, k.hash, k.scopes, k.requests_per_minute, k.expires_at, k.last_used_at, k.revoked_at
    from api_keys k join organizations o on o.id = k.org_id
   where k.hash = $1`;

/** Session, person and membership in one question. No row: no such session. */
export async function findSession(token: string, orgRef: string | null): Promise<SessionRow[]> {
  const values = [token, ...idOrSlug(orgRef)];
  return (await identityPool().query<SessionRow>({ name: 'caller-by-session', text: BY_SESSION, values })).rows;
}

export async function findPerson(userId: string, orgRef: string | null): Promise<PersonRow[]> {
  const values = [userId, ...idOrSlug(orgRef)];
  return (await identityPool().query<PersonRow>({ name: 'caller-by-user', text: BY_USER, values })).rows;
}

export async function findKey(key: string): Promise<KeyRow | null> {
  const hash = hashKey(key);
  const { rows } = await identityPool().query<KeyRow>({ name: 'caller-by-key', text: BY_KEY, values: [hash] });
  const [row] = rows;
  return row && constantTimeEqual(row.hash, hash) ? row : null;
}

/** @param before a use before this moment is old enough to be written anew */
export async function touchKey(orgId: string, id: string, at: Date, before: Date): Promise<void> {
  await identityPool().query(
    'update api_keys set last_used_at = $3 where org_id = $1 and id = $2 and (last_used_at is null or last_used_at < $4)',
    [orgId, id, at, before],
  );
}

export async function renewSession(id: string, expiresAt: Date, now: Date): Promise<void> {
  await identityPool().query('update sessions set expires_at = $2, updated_at = $3 where id = $1 and expires_at < $2', [
    id,
    expiresAt,
    now,
  ]);
}

export async function endSession(token: string): Promise<void> {
  await identityPool().query('delete from sessions where token = $1', [token]);
}

/** What looks like an id is one: no slug has that form, so nobody can name an organization by another's id. */
function idOrSlug(orgRef: string | null): [string | null, string | null] {
  if (orgRef === null) return [null, null];
  return isUuid(orgRef) ? [orgRef, null] : [null, orgRef];
}
