import { AppError } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/uuid';
import { identityPool, type OrgContext, type OrgDb, orgContext } from '@/lib/tenancy';
import { audit } from './audit';
import type { Membership } from './contract';
import type { CallerUser } from './identify-caller';
import { freeSlug, isUsableSlug, numberedBase, slugOfName } from './slug';

export interface NewOrganization {
  name: string;
  slug?: string | undefined;
  timeZone?: string | undefined;
  currency?: string | undefined;
}

export interface CreateOrganizationDeps {
  requestId: string;
  now: () => Date;
  /** What other domains put into a new organization, e.g. its first scoring rules; in the same transaction. */
  seed: (db: OrgDb, orgId: string) => Promise<void>;
}

/** Somebody else may take a slug between the look and the insert; each attempt looks again. */
const ATTEMPTS = 5;

/**
 * Makes an organization with its settings and its first admin, all or nothing.
 * @throws AppError CONFLICT (slug taken), VALIDATION (slug reserved), both with field `slug`
 */
export async function createOrganization(
  user: CallerUser,
  input: NewOrganization,
  deps: CreateOrganizationDeps,
): Promise<Membership> {
  if (input.slug !== undefined && !isUsableSlug(input.slug))
    throw new AppError('VALIDATION', {
      field: 'slug',
      message: 'This word is used by the program itself; choose another.',
    });
  for (let attempt = 1; ; attempt += 1) {
    const slug = input.slug ?? (await slugFor(input.name));
    try {
      return await insertOrganization(user, { ...input, slug }, deps);
    } catch (error) {
      if (!isSlugTaken(error)) throw error;
      if (input.slug !== undefined || attempt === ATTEMPTS)
        throw new AppError('CONFLICT', { field: 'slug', message: 'An organization with this slug exists already.' });
    }
  }
}

async function insertOrganization(
  user: CallerUser,
  { name, slug, timeZone = 'UTC', currency = 'USD' }: NewOrganization & { slug: string },
  { requestId, now, seed }: CreateOrganizationDeps,
): Promise<Membership> {
  const at = now();
  const orgId = uuidv7(at.getTime());
  const ctx: OrgContext = orgContext({
    orgId,
    actor: { kind: 'user', userId: user.id, role: 'admin' },
    requestId,
    now,
  });
  return ctx.run(async (db) => {
    for (const kind of ['organization', 'access', 'settings'] as const) db.touch(kind);
    await db.query('insert into organizations (id, name, slug, created_at) values ($1, $2, $3, $4)', [
      orgId,
      name,
      slug,
      at,
    ]);
    await db.query(
      'insert into organization_settings (org_id, time_zone, currency, updated_at) values ($1, $2, $3, $4)',
      [orgId, timeZone, currency, at],
    );
    await db.query(`insert into members (org_id, id, user_id, role, created_at) values ($1, $2, $3, 'admin', $4)`, [
      orgId,
      uuidv7(at.getTime()),
      user.id,
      at,
    ]);
    await db.query('insert into scoring_settings (org_id, updated_at) values ($1, $2)', [orgId, at]);
    await seed(db, orgId);
    await audit(db, ctx, 'organization.created', orgId, { name, slug, timeZone, currency });
    return { orgId, slug, name, role: 'admin', isDemo: false };
  });
}

async function slugFor(name: string): Promise<string> {
  const wish = slugOfName(name);
  const { rows } = await identityPool().query<{ slug: string }>(
    `select slug from organizations where slug = $1 or slug ~ ('^' || $2 || '-[0-9]+$')`,
    [wish, numberedBase(wish)],
  );
  return freeSlug(wish, new Set(rows.map(({ slug }) => slug)));
}

function isSlugTaken(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'organizations_slug_unique';
}
