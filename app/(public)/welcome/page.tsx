import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { CreateOrganizationForm } from '@/components/identity/create-organization-form';
import { DoorHeading } from '@/components/shell/door-heading';
import { membershipsOf, signedInUser } from '@/lib/identity';

export const metadata: Metadata = { title: 'New organization' };

export default async function WelcomePage() {
  const user = await signedInUser(await headers());
  if (user === null) redirect('/sign-in?next=%2Fwelcome');
  const memberships = await membershipsOf(user.id);
  return (
    <>
      <DoorHeading title={memberships.length === 0 ? 'Welcome. Create your organization' : 'New organization'}>
        Leads, events and members belong to one organization; you can be in several.
      </DoorHeading>
      <CreateOrganizationForm />
      {memberships.length > 0 && (
        <p className="mt-4 text-center text-sm">
          <Link href="/" className="text-accent-text underline underline-offset-2">
            Back to your workspace
          </Link>
        </p>
      )}
    </>
  );
}
