import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { Invitation } from '@/components/identity/invitation';
import { signedInUser } from '@/lib/identity';

/** The address is the secret: no index may hold it and no other site may be told it. */
export const metadata: Metadata = { title: 'Invitation', robots: { index: false }, referrer: 'no-referrer' };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const user = await signedInUser(await headers());
  return <Invitation token={(await params).token} userEmail={user?.email ?? null} />;
}
