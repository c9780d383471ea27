'use client';

import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';

export interface PageErrorProps {
  error: unknown;
  retry: () => void;
}

/** In place of a page that failed while it was drawn. The digest finds the cause in the server's log. */
export function PageError({ error, retry }: PageErrorProps) {
  const digest =
    error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined;
  return (
    <ErrorState
      title="This page could not be shown"
      kept="What you saved is safe; text you had not saved yet may be lost."
      requestId={digest}
      action={
        <Button variant="primary" onClick={retry}>
          Try again
        </Button>
      }
    >
      Something failed on our side while the page was drawn.
    </ErrorState>
  );
}
