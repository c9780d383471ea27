'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { ErrorState, RequestId } from '@/components/ui/error-state';
import { Notice } from '@/components/ui/notice';
import { isApiError } from './api-error';
import { failureText, failureTitle } from './failure-text';

interface QueryFailureProps {
  error: unknown;
  /** What could not be shown, e.g. "the members". */
  what: string;
  onRetry: () => void;
  kept?: string;
}

/** In place of content that could not be read. */
export function QueryFailure({ error, what, onRetry, kept }: QueryFailureProps) {
  const known = isApiError(error) ? error : null;
  return (
    <ErrorState
      title={failureTitle(error, what)}
      kept={kept}
      requestId={known?.requestId}
      action={known?.code === 'UNAUTHORIZED' ? <SignInAgain /> : <Button onClick={onRetry}>Try again</Button>}
    >
      {failureText(error)}
    </ErrorState>
  );
}

function SignInAgain() {
  const pathname = usePathname();
  return (
    <Button variant="primary" asChild>
      <Link href={`/sign-in?next=${encodeURIComponent(pathname)}`}>Sign in again</Link>
    </Button>
  );
}

/** Above the buttons of a form whose sending failed for a reason that belongs to no field. */
export function FormFailure({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <Notice tone="danger" role="alert">
      <p>{failureText(error)}</p>
      {isApiError(error) && error.requestId && <RequestId id={error.requestId} />}
    </Notice>
  );
}
