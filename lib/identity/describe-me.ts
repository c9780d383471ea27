import { identityPool } from '@/lib/tenancy';
import type { Membership } from './contract';
import { isEmailVerified } from './email-verified';
import type { CallerUser } from './identify-caller';

/** The signed-in person and their organizations. */
export async function describeMe({
  id,
  name,
  email,
}: CallerUser): Promise<{ user: CallerUser & { emailVerified: boolean }; memberships: Membership[] }> {
  const [emailVerified, memberships] = await Promise.all([isEmailVerified(id), membershipsOf(id)]);
  return { user: { id, name, email, emailVerified }, memberships };
}

/** The organizations a person is in, by name. */
export async function membershipsOf(userId: string): Promise<Membership[]> {
  const { rows } = await identityPool().query<Membership>(
    `select m.org_id as "orgId", o.slug, o.name, m.role, o.is_demo as "isDemo"
       from members m join organizations o on o.id = m.org_id
      where m.user_id = $1
      order by lower(o.name), o.id`,
    [userId],
  );
  return rows;
}
