import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button';

interface ErrorStateProps {
  /** What happened. */
  title: ReactNode;
  children?: ReactNode;
  /** What was kept, e.g. "Nothing was changed." */
  kept?: ReactNode;
  /** What to do: a button or a link. */
  action?: ReactNode;
  requestId?: string | undefined;
}

export function ErrorState({ title, children, kept, action, requestId }: ErrorStateProps) {
  return (
    <div role="alert" className="mx-auto flex w-full max-w-md flex-col items-center gap-2 px-6 py-10 text-center">
      <div className="mb-1 rounded-lg bg-danger-wash p-2 text-danger-text">
        <TriangleAlert aria-hidden className="size-5" />
      </div>
      <div className="max-w-full text-base font-medium break-words">{title}</div>
      {children && <div className="text-sm text-muted">{children}</div>}
      {kept && <p className="text-sm text-muted">{kept}</p>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
      {requestId && <RequestId id={requestId} />}
    </div>
  );
}

/** The number under which the log knows this request. */
export function RequestId({ id }: { id: string }) {
  return (
    <p className="mt-1 flex max-w-full items-center gap-1 text-xs text-faint">
      <span className="shrink-0">Request</span>
      <code className="truncate font-mono">{id}</code>
      <CopyButton text={id} label="Copy request id" size="icon-sm" />
    </p>
  );
}
