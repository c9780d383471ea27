import { z } from 'zod';
import { uuidSchema } from '@/lib/tenancy/endpoint';
import { auth } from './auth';
import { isSigningKey } from './signing-keys';

/** How long a JWT is good for. It cannot be taken back, so it is short; membership is read on every call all the same. */
export const ACCESS_TOKEN_LIFETIME_S = 15 * 60;

export interface AccessTokenClaims {
  userId: string;
  /** The organization the token is bound to; null when it speaks for the person in any of theirs. */
  orgId: string | null;
}

const claimsSchema = z.object({ sub: uuidSchema, org: uuidSchema.optional(), exp: z.number() });

/** A JWT (EdDSA, RFC 8037) that our API takes as `Authorization: Bearer` and anybody can verify by /api/auth/jwks. */
export async function issueAccessToken(
  { userId, orgId }: AccessTokenClaims,
  now: Date,
): Promise<{ token: string; expiresAt: Date }> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const expires = issuedAt + ACCESS_TOKEN_LIFETIME_S;
  const payload = { sub: userId, ...(orgId ? { org: orgId } : {}), iat: issuedAt, exp: expires };
  const { token } = await auth().api.signJWT({ body: { payload } });
  return { token, expiresAt: new Date(expires * 1000) };
}

/** The claims of a JWT of ours that is still good at `now`, else null. */
export async function readAccessToken(token: string, now: Date): Promise<AccessTokenClaims | null> {
  const kid = keyIdOf(token);
  if (!kid || !(await isSigningKey(kid))) return null;
  const { payload } = await auth().api.verifyJWT({ body: { token } });
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success || claims.data.exp * 1000 <= now.getTime()) return null;
  return { userId: claims.data.sub, orgId: claims.data.org ?? null };
}

function keyIdOf(token: string): string | null {
  const [header, ...rest] = token.split('.');
  if (!header || rest.length !== 2) return null;
  try {
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid?: unknown };
    return typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}
