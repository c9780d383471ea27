import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { safeNextPath } from '@/components/identity/next-path';
import { SignUpForm } from '@/components/identity/sign-up-form';
import { DoorHeading } from '@/components/shell/door-heading';
import { signedInUser } from '@/lib/identity';

export const metadata: Metadata = { title: 'Make an account' };

interface SignUpPageProps {
  searchParams: Promise<{ next?: string | string[]; email?: string | string[] }>;
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const query = await searchParams;
  const next = safeNextPath([query.next].flat()[0]);
  if ((await signedInUser(await headers())) !== null) redirect(next);
  return (
    <>
      <DoorHeading title="Make an account" />
      <SignUpForm next={next} email={[query.email].flat()[0] ?? ''} />
    </>
  );
}
