import type { Metadata } from 'next';
import { ResetPasswordForm } from '@/components/identity/reset-password-form';

/** The address is the secret: no index may hold it and no other site may be told it. */
export const metadata: Metadata = { title: 'New password', robots: { index: false }, referrer: 'no-referrer' };

interface ResetPasswordPageProps {
  searchParams: Promise<{ token?: string | string[] }>;
}

export default async function ResetPasswordPage({ searchParams }: ResetPasswordPageProps) {
  return <ResetPasswordForm token={[(await searchParams).token].flat()[0] ?? ''} />;
}
