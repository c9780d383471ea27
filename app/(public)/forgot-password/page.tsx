import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { ForgotPasswordForm } from '@/components/identity/forgot-password-form';
import { DoorHeading } from '@/components/shell/door-heading';
import { showsAccountOutbox } from '@/lib/identity';

export const metadata: Metadata = { title: 'Forgot your password?' };

export default async function ForgotPasswordPage() {
  return (
    <>
      <DoorHeading title="Forgot your password?">A link to choose a new one is mailed to your address.</DoorHeading>
      <ForgotPasswordForm keepsMail={showsAccountOutbox(await headers())} />
    </>
  );
}
