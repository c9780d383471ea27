import { inBackground } from '@/lib/platform/background';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { anonymousBucket, apiKeyBucket, type Limit, sessionBucket } from '@/lib/platform/limits';
import { log } from '@/lib/platform/log';
import { isRole, KEY_SCOPES, type OrgContext, orgContext, type Permission } from '@/lib/tenancy';
import { readAccessToken } from './access-token';
import { findKey, findPerson, type KeyRow, type PersonRow, touchKey } from './caller-queries';
import { type Credential, credentialOf } from './credential';
import { mayBeForged } from './origins';
import { enterSession } from './session';

export interface CallerUser {
  id: string;
  name: string;
  email: string;
}

/** What a call is counted against: a bucket of lib/platform/limits with its limit. */
export interface CallerLimit extends Limit {
  bucket: string;
  /** The same limit a minute, rounded up. */
  perMinute: number;
}

export interface Caller {
  user: CallerUser | null;
  org: OrgContext | null;
  /** Why there is no user or no organization although one was named, or must be. */
  refusal: AppError | null;
  limit: CallerLimit;
}

export interface CallerInput {
  method: string;
  headers: Headers;
  /** The organization's id or slug from `?org=`; the header `X-Organization` goes before it. */
  orgRef?: string | undefined;
  /** The address a limit counts against, see lib/platform/client-address.ts. */
  address: string;
  requestId: string;
  now: () => Date;
}

const KEY_TOUCH_MS = 60_000;

/**
 * Who calls, and for which organization: an API key, a JWT or a session cookie, in this order. A credential that does
 * not hold is refused and never falls through to the next. Membership is read on every call, so a removed member or a
 * revoked key is out at once.
 * @throws what the database throws when it is away
 */
export async function identifyCaller(input: CallerInput): Promise<Caller> {
  const credential = await credentialOf(input.headers);
  switch (credential.kind) {
    case 'apiKey':
      return callerOfKey(input, credential);
    case 'jwt':
      return callerOfToken(input, credential);
    case 'session':
      return callerOfSession(input, credential);
    case 'unknown':
      return refused(input, new AppError('UNAUTHORIZED'));
    case 'none':
      return { user: null, org: null, refusal: null, limit: anonymousLimit(input.address) };
  }
}

async function callerOfKey(input: CallerInput, { key }: Credential<'apiKey'>): Promise<Caller> {
  const row = await findKey(key);
  const now = input.now();
  if (!row || row.revoked_at || (row.expires_at && row.expires_at <= now))
    return refused(input, new AppError('UNAUTHORIZED'));
  touchInBackground(row, now);
  const limit = perMinuteLimit(
    apiKeyBucket(row.org_id, row.id),
    row.requests_per_minute ?? env().API_REQUESTS_PER_MINUTE,
  );
  const named = namedOrg(input);
  if (named !== null && named !== row.org_id && named !== row.slug)
    return { user: null, org: null, refusal: new AppError('NOT_FOUND'), limit };
  const org = orgContext({
    orgId: row.org_id,
    actor: { kind: 'apiKey', keyId: row.id, name: row.name },
    permissions: scopesOf(row),
    requestId: input.requestId,
    now: input.now,
  });
  return { user: null, org, refusal: null, limit };
}

async function callerOfToken(input: CallerInput, { token }: Credential<'jwt'>): Promise<Caller> {
  const claims = await readAccessToken(token, input.now());
  if (!claims) return refused(input, new AppError('UNAUTHORIZED'));
  const named = namedOrg(input);
  const rows = await findPerson(claims.userId, named ?? claims.orgId);
  const [person] = rows;
  if (!person) return refused(input, new AppError('UNAUTHORIZED'));
  const caller = callerOfPerson(input, rows, named ?? claims.orgId);
  // A token that is bound to one organization is no way into another one.
  if (claims.orgId !== null && caller.org && caller.org.orgId !== claims.orgId)
    return { ...caller, org: null, refusal: new AppError('NOT_FOUND') };
  return caller;
}

async function callerOfSession(input: CallerInput, { token }: Credential<'session'>): Promise<Caller> {
  if (mayBeForged(input.method, input.headers)) {
    const message =
      'A change with a session cookie must come from a page of this site; otherwise send its Origin, or a key.';
    return refused(input, new AppError('FORBIDDEN', { message }));
  }
  const named = namedOrg(input);
  const rows = await enterSession(token, named, input.now());
  if (!rows) return refused(input, new AppError('UNAUTHORIZED'));
  return callerOfPerson(input, rows, named);
}

function callerOfPerson(input: CallerInput, rows: PersonRow[], named: string | null): Caller {
  const { user_id: userId, name, email, org_id: orgId, role } = rows[0]!;
  const known = {
    user: { id: userId, name, email },
    limit: perMinuteLimit(sessionBucket(userId), env().SESSION_REQUESTS_PER_MINUTE),
  };
  if (named === null && (rows.length > 1 || !orgId)) return { ...known, org: null, refusal: mustName() };
  if (!orgId || !role || !isRole(role)) return { ...known, org: null, refusal: new AppError('NOT_FOUND') };
  const actor = { kind: 'user', userId, role } as const;
  return { ...known, org: orgContext({ orgId, actor, requestId: input.requestId, now: input.now }), refusal: null };
}

function mustName(): AppError {
  return new AppError('BAD_REQUEST', {
    message: 'Name the organization, by its id or slug, in the header X-Organization.',
  });
}

function refused(input: CallerInput, refusal: AppError): Caller {
  return { user: null, org: null, refusal, limit: anonymousLimit(input.address) };
}

function namedOrg({ headers, orgRef }: CallerInput): string | null {
  return headers.get('x-organization')?.trim() || orgRef || null;
}

function scopesOf({ scopes }: KeyRow): ReadonlySet<Permission> {
  return new Set(KEY_SCOPES.filter((scope) => scopes.includes(scope)));
}

function perMinuteLimit(bucket: string, count: number): CallerLimit {
  return { bucket, perMinute: count, count, windowMs: 60_000 };
}

function anonymousLimit(address: string): CallerLimit {
  const count = env().ANONYMOUS_REQUESTS_PER_QUARTER_HOUR;
  return { bucket: anonymousBucket('api', address), perMinute: Math.ceil(count / 15), count, windowMs: 900_000 };
}

/** The answer does not wait for it: a use that goes unwritten is worth less than a slow call. */
function touchInBackground(row: KeyRow, now: Date): void {
  const before = new Date(now.getTime() - KEY_TOUCH_MS);
  if (row.last_used_at && row.last_used_at >= before) return;
  inBackground(
    touchKey(row.org_id, row.id, now, before).catch((error: Error) =>
      log.warn({ keyId: row.id, reason: error.message }, 'the last use of an API key was not written'),
    ),
  );
}
