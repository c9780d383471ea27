import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from '@/lib/platform/uuid';
import { systemTransaction } from '@/lib/tenancy';

export interface TestOrg {
  orgId: string;
  slug: string;
  sourceId: string;
  writeKey: string;
  apiKey: string;
}

const newKey = (prefix: string) => `${prefix}${randomBytes(32).toString('base64url')}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** An organization of a test's own, with a source, an API key of every scope and no rules. */
export async function createTestOrg(options: { backdatingDays?: number } = {}): Promise<TestOrg> {
  const orgId = uuidv7();
  const sourceId = uuidv7();
  const slug = `test-${orgId.slice(-12)}-${randomBytes(2).toString('hex')}`;
  const writeKey = newKey('tl_w_');
  const apiKey = newKey('tl_k_');
  await systemTransaction('fixtures of a test', async (db) => {
    await db.query('insert into organizations (id, name, slug) values ($1, $2, $3)', [orgId, `Test ${slug}`, slug]);
    await db.query('insert into organization_settings (org_id) values ($1)', [orgId]);
    await db.query('insert into scoring_settings (org_id) values ($1)', [orgId]);
    await db.query(
      `insert into sources (org_id, id, name, prefix, hash, sealed_key, backdating_days, events_per_second)
       values ($1, $2, 'Test source', $3, $4, '', $5, 100000)`,
      [orgId, sourceId, writeKey.slice(0, 10), sha256(writeKey), options.backdatingDays ?? 90],
    );
    await db.query(
      `insert into api_keys (org_id, id, name, prefix, hash, scopes) values ($1, $2, 'Test key', $3, $4, $5)`,
      [
        orgId,
        uuidv7(),
        apiKey.slice(0, 10),
        sha256(apiKey),
        [
          'events:write',
          'events:read',
          'leads:read',
          'leads:write',
          'scoring:read',
          'scoring:write',
          'dashboard:read',
          'sources:read',
          'jobs:read',
          'system:read',
        ],
      ],
    );
  });
  return { orgId, slug, sourceId, writeKey, apiKey };
}
