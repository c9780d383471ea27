import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { AccountOutbox } from '@/components/identity/account-outbox';
import { DoorHeading } from '@/components/shell/door-heading';
import { showsAccountOutbox } from '@/lib/identity';

export async function generateMetadata(): Promise<Metadata> {
  if (!showsAccountOutbox(await headers())) notFound();
  return { title: 'Outbox', robots: { index: false } };
}

/** Links that open accounts: for whoever sits at a machine that sends no mail. For all others there is nothing here. */
export default async function OutboxPage() {
  if (!showsAccountOutbox(await headers())) notFound();
  return (
    <>
      <DoorHeading title="Outbox">
        Mail to accounts, kept because no mail server is set. Only somebody at this machine sees it.
      </DoorHeading>
      <AccountOutbox />
    </>
  );
}
