import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { LAST_ORGANIZATION_COOKIE } from '@/components/shell/last-organization';
import { membershipsOf, signedInUser } from '@/lib/identity';

/** The address without a path: on to the organization one was in last. */
export default async function RootPage(): Promise<never> {
  const user = await signedInUser(await headers());
  if (user === null) redirect('/sign-in');
  const memberships = await membershipsOf(user.id);
  const last = (await cookies()).get(LAST_ORGANIZATION_COOKIE)?.value;
  const organization = memberships.find(({ slug }) => slug === last) ?? memberships[0];
  redirect(organization ? `/${organization.slug}` : '/welcome');
}
