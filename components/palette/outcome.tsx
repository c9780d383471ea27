'use client';

import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { isApiError } from '@/components/api/api-error';
import { failureText, failureTitle } from '@/components/api/failure-text';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { formatNumber } from '@/components/ui/format-number';
import type { useLeadSearch } from './use-lead-search';

interface OutcomeProps {
  text: string;
  /** Nothing is shown above. */
  isEmpty: boolean;
  search: ReturnType<typeof useLeadSearch>;
}

/** What became of the search, in words: read out always, shown where the list does not say it. */
export function Outcome({ text, isEmpty, search: { found, error, retry } }: OutcomeProps) {
  const { can } = useWorkspace();
  return (
    <>
      <div role="status" className="sr-only">
        {found.state === 'pending' && 'Searching the leads…'}
        {found.state === 'found' && `${formatNumber(found.total)} ${found.total === 1 ? 'lead' : 'leads'} found`}
        {error && failureTitle(error, 'the leads')}
      </div>
      {error && <SearchFailure error={error} onRetry={retry} />}
      {isEmpty && !error && text !== '' && (
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={
            <span className="line-clamp-3">
              Nothing matches “<bdi>{text}</bdi>”
            </span>
          }
        >
          {can('leads:read')
            ? 'Leads are found by a part of their name, e-mail address, company or external id; pages and commands by their names.'
            : 'Pages and commands are found by their names.'}
        </EmptyState>
      )}
    </>
  );
}

function SearchFailure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const pathname = usePathname();
  return (
    <div className="flex items-center gap-3 border-t px-4 py-2.5">
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium text-danger-text">{failureTitle(error, 'the leads')}</p>
        <p className="text-xs text-muted">{failureText(error)}</p>
      </div>
      {isApiError(error) && error.code === 'UNAUTHORIZED' ? (
        <Button size="sm" asChild>
          <Link href={`/sign-in?next=${encodeURIComponent(pathname)}`}>Sign in again</Link>
        </Button>
      ) : (
        <Button size="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
