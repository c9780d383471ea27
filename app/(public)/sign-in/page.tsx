import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { safeNextPath } from '@/components/identity/next-path';
import { SignInForm } from '@/components/identity/sign-in-form';
import { DoorHeading } from '@/components/shell/door-heading';
import { signedInUser } from '@/lib/identity';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = safeNextPath([(await searchParams).next].flat()[0]);
  if ((await signedInUser(await headers())) !== null) redirect(next);
  return (
    <>
      <DoorHeading title="Sign in" />
      <SignInForm next={next} />
    </>
  );
}
