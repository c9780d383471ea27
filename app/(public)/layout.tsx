import Link from 'next/link';
import type { ReactNode } from 'react';
import { ApiProvider } from '@/components/api/provider';
import { apiRoutes } from '@/components/api/routes';
import { Wordmark } from '@/components/shell/wordmark';

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <ApiProvider routes={apiRoutes()} orgSlug={null}>
      <div className="flex min-h-dvh flex-col items-center bg-rail px-4 py-10 md:pt-[14vh]">
        <header className="mb-6">
          <Link href="/" className="rounded-md">
            <Wordmark />
          </Link>
        </header>
        <main className="w-full max-w-sm rounded-lg border bg-raised p-5 shadow-raised">{children}</main>
      </div>
    </ApiProvider>
  );
}
