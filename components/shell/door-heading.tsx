import type { ReactNode } from 'react';

/** The heading of the small pages in front of the workspace. */
export function DoorHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="mb-5 grid gap-1">
      <h1 className="text-lg font-semibold">{title}</h1>
      {children && <p className="text-sm text-muted">{children}</p>}
    </header>
  );
}
