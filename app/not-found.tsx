import { Compass } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<Compass />}
        title={<h1>There is nothing at this address</h1>}
        action={
          <Button variant="primary" asChild>
            <Link href="/">Go to your workspace</Link>
          </Button>
        }
      >
        The page may have moved, or it belongs to an organization you are not a member of.
      </EmptyState>
    </main>
  );
}
