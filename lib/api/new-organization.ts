import { seedDefaultRules } from '@/lib/scoring';
import type { OrgDb } from '@/lib/tenancy';
import { insertSource } from '@/lib/tracking';

/** What every new organization begins with: the default scoring rules and one source to install. */
export async function newOrganizationContent(db: OrgDb): Promise<void> {
  const now = new Date();
  await seedDefaultRules(db, now);
  await insertSource(db, { name: 'Website' }, now);
}
