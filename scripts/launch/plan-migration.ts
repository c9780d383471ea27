import type { RolePasswords } from '@/db/migrate';
import { isPooled } from '@/lib/platform/database-roles';
import { knownPasswords } from './database-urls';
import type { Environment } from './local-env';

export interface MigrationPlan {
  adminUrl: string;
  rolePasswords: RolePasswords;
  /** What may go wrong with these, in sentences. */
  warnings: string[];
}

/**
 * What to migrate, and which passwords the roles get, read from variables.
 * @throws Error that says which variables are missing or malformed and what belongs there
 */
export function planMigration(env: Environment): MigrationPlan {
  const adminUrl = env.DATABASE_MIGRATE_URL;
  if (!adminUrl)
    throw new Error(
      'DATABASE_MIGRATE_URL is not set: the address of the database with the name and password of its owner, e.g. postgres://owner:…@host/throughline',
    );
  const url = URL.parse(adminUrl);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2)
    throw new Error(
      'DATABASE_MIGRATE_URL is not the address of a database: it reads postgres://owner:password@host/database',
    );
  const { passwords, missing } = knownPasswords(env);
  if (missing.length > 0)
    throw new Error(
      `These passwords are not set, and migrations give them to the roles they make: ${missing.join(', ')}.\nnpm run secrets prints random ones; where a DATABASE_…_URL names the role with its password, that one is taken.`,
    );
  const warnings = isPooled(url)
    ? [
        'DATABASE_MIGRATE_URL leads through a pooler. Migrations keep others out by a lock of their session, which a pooler may hand to somebody else: use the direct address (on Neon the same host without -pooler).',
      ]
    : [];
  return { adminUrl, rolePasswords: passwords, warnings };
}
