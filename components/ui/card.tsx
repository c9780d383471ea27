import type { ReactNode } from 'react';
import { cx } from './class-names';

interface CardProps {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  /** Tables and lists reach the edge. */
  flush?: boolean;
  tone?: 'neutral' | 'danger';
  className?: string;
}

export function Card({ title, description, actions, children, footer, flush, tone = 'neutral', className }: CardProps) {
  return (
    <section className={cx('min-w-0 rounded-lg border bg-raised', tone === 'danger' && 'border-danger/50', className)}>
      {(title || actions) && (
        <header
          className={cx('flex flex-wrap items-start gap-x-4 gap-y-2 px-4 pt-3', flush ? 'pb-3 border-b' : 'pb-1')}
        >
          <div className="min-w-0 flex-1 basis-48">
            {title && <h2 className="text-base font-semibold">{title}</h2>}
            {description && <p className="text-sm text-muted">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? '' : 'px-4 pt-2 pb-4'}>{children}</div>
      {footer && <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3">{footer}</footer>}
    </section>
  );
}
