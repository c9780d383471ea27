import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  /** What this place is for. */
  children?: ReactNode;
  /** The one next step. */
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex w-full max-w-md flex-col items-center gap-2 px-6 py-10 text-center">
      {icon && <div className="mb-1 rounded-lg border bg-sunken p-2 text-muted [&_svg]:size-5">{icon}</div>}
      <div className="max-w-full text-base font-medium break-words">{title}</div>
      {children && <div className="text-sm text-muted">{children}</div>}
      {action && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
