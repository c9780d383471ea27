import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  /** Above the title, e.g. a link back. */
  above?: ReactNode;
}

export function PageHeader({ title, description, actions, above }: PageHeaderProps) {
  return (
    <header className="mb-4 grid gap-1">
      {above && <div className="text-xs text-muted">{above}</div>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 dir="auto" className="min-w-0 flex-1 basis-48 text-xl font-semibold tracking-tight break-words">
          {title}
        </h1>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {description && <p className="max-w-prose text-sm text-muted">{description}</p>}
    </header>
  );
}

/** The frame of a page's content: margins, and a width one can read at. */
export function Page({ children, width = 'wide' }: { children: ReactNode; width?: 'wide' | 'narrow' }) {
  return (
    <div className={`mx-auto w-full px-4 py-5 md:px-6 ${width === 'narrow' ? 'max-w-4xl' : 'max-w-[88rem]'}`}>
      {children}
    </div>
  );
}
