import { processState } from '@/lib/platform/process-state';
import { uuidv7 } from '@/lib/platform/uuid';
import { identityPool } from '@/lib/tenancy';

/** A pair of keys that signs JWTs; the private half is encrypted by the auth library. */
interface SigningKey {
  id: string;
  publicKey: string;
  privateKey: string;
  createdAt: Date;
  expiresAt?: Date;
}

interface KeyCache {
  keys: SigningKey[];
  readAtMs: number;
}

/** How long a process may not know of a key that another has made, unless a token names it. */
const KEPT_MS = 5 * 60_000;
/** Tokens that name unknown keys make the keys be read again, but not more often than this. */
const REREAD_MS = 5_000;

const cache = () => processState<KeyCache>('signing-keys', () => ({ keys: [], readAtMs: 0 }));

/** All keys, of the cache when it is fresh. */
export async function signingKeys(): Promise<SigningKey[]> {
  const { keys, readAtMs } = cache();
  return keys.length > 0 && Date.now() - readAtMs < KEPT_MS ? keys : readKeys();
}

/** Whether a token's key id is one of ours; reads again when it is not, since another process may just have made it. */
export async function isSigningKey(id: string): Promise<boolean> {
  const isKnown = (keys: SigningKey[]) => keys.some((key) => key.id === id);
  if (isKnown(await signingKeys())) return true;
  return Date.now() - cache().readAtMs < REREAD_MS ? false : isKnown(await readKeys());
}

export async function addSigningKey(key: Omit<SigningKey, 'id'>): Promise<SigningKey> {
  const added = { ...key, id: uuidv7() };
  await identityPool().query(
    'insert into jwks (id, public_key, private_key, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    [added.id, added.publicKey, added.privateKey, added.createdAt, added.expiresAt ?? null],
  );
  await readKeys();
  return added;
}

async function readKeys(): Promise<SigningKey[]> {
  const { rows } = await identityPool().query<Omit<SigningKey, 'expiresAt'> & { expiresAt: Date | null }>(
    `select id, public_key as "publicKey", private_key as "privateKey", created_at as "createdAt", expires_at as "expiresAt"
       from jwks order by created_at`,
  );
  const keys = rows.map(({ expiresAt, ...key }) => (expiresAt ? { ...key, expiresAt } : key));
  Object.assign(cache(), { keys, readAtMs: Date.now() });
  return keys;
}
