import { announce } from '@/lib/live';
import { hashKey, newKey, shownPrefix } from '@/lib/platform/crypto';
import { AppError } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgContext } from '@/lib/tenancy';
import { API_KEY_COLUMNS, type ApiKey, type ApiKeyRow, apiKeyOf, type KeyScope } from './api-keys';
import { audit } from './audit';
import { API_KEY_PREFIX } from './credential';
import { requireHolding } from './grants';

export interface NewApiKey {
  name: string;
  scopes: KeyScope[];
  /** ISO 8601; null or left out: the key does not run out. */
  expiresAt?: string | null | undefined;
  /** Its own rate limit; null or left out: the program's. */
  requestsPerMinute?: number | null | undefined;
}

/**
 * Makes a key. Only its hash is kept, so the key itself is in this answer and nowhere else.
 * @throws AppError FORBIDDEN (a scope the caller does not hold), VALIDATION field `expiresAt` (not ahead)
 */
export async function createApiKey(ctx: OrgContext, input: NewApiKey): Promise<ApiKey & { key: string }> {
  requireHolding(ctx, input.scopes);
  const now = ctx.now();
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null;
  if (expiresAt && !(expiresAt > now))
    throw new AppError('VALIDATION', { field: 'expiresAt', message: 'The key would have run out already.' });
  const key = newKey(API_KEY_PREFIX);
  const id = uuidv7(now.getTime());
  const scopes = [...new Set(input.scopes)];
  const createdBy = ctx.actor.kind === 'user' ? ctx.actor.userId : null;
  return ctx.run(async (db) => {
    const { rows } = await db.query<ApiKeyRow>(
      `insert into api_keys (org_id, id, name, prefix, hash, scopes, requests_per_minute, created_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       returning ${API_KEY_COLUMNS}`,
      [
        ctx.orgId,
        id,
        input.name,
        shownPrefix(key),
        hashKey(key),
        scopes,
        input.requestsPerMinute ?? null,
        createdBy,
        now,
        expiresAt,
      ],
    );
    const made = apiKeyOf(rows[0]!);
    await audit(db, ctx, 'api_key.created', id, {
      name: made.name,
      prefix: made.prefix,
      scopes: made.scopes,
      expiresAt: made.expiresAt,
      requestsPerMinute: made.requestsPerMinute,
    });
    await announce(db, 'access', { changed: true });
    return { ...made, key };
  });
}
