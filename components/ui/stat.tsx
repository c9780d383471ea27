'use client';

import { Info } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatChange, formatNumber } from './format-number';
import { HintButton } from './hint-button';
import { Skeleton } from './skeleton';
import { Tooltip } from './tooltip';

interface StatProps {
  label: string;
  value: number;
  /** The rows behind the figure. */
  href?: string;
  /** How the figure is made, in words. */
  formula?: string;
  /** The same figure for the period before; null where it cannot be told. */
  before?: number | null;
  /** What the comparison is with, e.g. "yesterday by now". */
  beforeLabel?: string;
  format?: (value: number) => string;
  children?: ReactNode;
}

/** One figure: it opens its rows, and says on hover, focus and tap how it is made. */
export function Stat({ label, value, href, formula, before, beforeLabel, format = formatNumber, children }: StatProps) {
  const figure = <span className="text-xl font-semibold tracking-tight">{format(value)}</span>;
  const linked = href ? (
    <Link
      href={href}
      aria-label={`${label}: ${format(value)}. Show the rows`}
      className="rounded-sm hover:text-accent-text hover:underline hover:underline-offset-4"
    >
      {figure}
    </Link>
  ) : (
    figure
  );
  return (
    <div className="grid min-w-0 content-start gap-0.5 rounded-lg border bg-raised px-4 pt-2 pb-3">
      <div className="flex min-h-6 items-center gap-1 text-xs text-muted">
        <span className="truncate">{label}</span>
        {formula && (
          <HintButton label={`How “${label}” is counted`} content={formula}>
            <Info />
          </HintButton>
        )}
      </div>
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        {href && formula ? <Tooltip content={formula}>{linked}</Tooltip> : linked}
        {before !== undefined && before !== null && (
          <span className="min-w-0 text-xs text-faint" title={`${format(before)} ${beforeLabel ?? 'before'}`}>
            {formatChange(value, before)} {beforeLabel ? `vs ${beforeLabel}` : ''}
          </span>
        )}
      </div>
      {children}
    </div>
  );
}

export function StatSkeleton() {
  return (
    <div className="grid gap-2 rounded-lg border bg-raised px-4 pt-3.5 pb-4">
      <Skeleton className="h-3 w-24" />
      <Skeleton className="h-5 w-16" />
    </div>
  );
}
