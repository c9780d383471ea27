import { isRole, type Permission, permissionsOfRole } from '@/lib/tenancy';
import type { Membership } from './contract';
import { sessionTokenOf } from './credential';
import { membershipsOf } from './describe-me';
import type { CallerUser } from './identify-caller';
import { enterSession } from './session';

/** The person of the session cookie, for pages; null when nobody is signed in. */
export async function signedInUser(headers: Headers, now = new Date()): Promise<CallerUser | null> {
  const token = await sessionTokenOf(headers);
  const [session] = (token && (await enterSession(token, null, now))) || [];
  return session ? { id: session.user_id, name: session.name, email: session.email } : null;
}

export interface WorkspaceSession {
  user: CallerUser;
  /** The membership in the organization of the page. */
  membership: Membership;
  memberships: Membership[];
  permissions: ReadonlySet<Permission>;
}

/** Who looks at a page of an organization; null when nobody is signed in or the person is no member of it. */
export async function workspaceSession(
  headers: Headers,
  slug: string,
  now = new Date(),
): Promise<WorkspaceSession | null> {
  const user = await signedInUser(headers, now);
  if (!user) return null;
  const memberships = await membershipsOf(user.id);
  const membership = memberships.find((candidate) => candidate.slug === slug);
  if (!membership || !isRole(membership.role)) return null;
  return { user, membership, memberships, permissions: permissionsOfRole(membership.role) };
}
