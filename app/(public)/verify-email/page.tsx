import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { ConfirmAddress, Confirmed, VerifyEmail } from '@/components/identity/verify-email';
import { isEmailVerified, showsAccountOutbox, signedInUser } from '@/lib/identity';

/** The address is the secret: no index may hold it and no other site may be told it. */
export const metadata: Metadata = { title: 'E-mail address', robots: { index: false }, referrer: 'no-referrer' };

interface VerifyEmailPageProps {
  searchParams: Promise<{ token?: string | string[] }>;
}

/** Confirms the address with the token of a mail; without one, the place to ask for that mail. */
export default async function VerifyEmailPage({ searchParams }: VerifyEmailPageProps) {
  const token = [(await searchParams).token].flat()[0];
  const requestHeaders = await headers();
  const user = await signedInUser(requestHeaders);
  if (token) return <VerifyEmail token={token} canResend={user !== null} />;
  if (user === null) redirect('/sign-in?next=%2Fverify-email');
  if (await isEmailVerified(user.id)) return <Confirmed />;
  const outbox = showsAccountOutbox(requestHeaders) && (
    <Link href="/outbox" className="text-accent-text underline underline-offset-2">
      It is in the outbox of this machine.
    </Link>
  );
  return <ConfirmAddress email={user.email} outbox={outbox} />;
}
