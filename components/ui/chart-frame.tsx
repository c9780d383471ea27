'use client';

import { ChartNoAxesColumn, Table2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from './button';
import { ScrollRegion } from './scroll-region';
import { Skeleton } from './skeleton';

interface ChartFrameProps {
  /** The finding, or the question the chart answers. */
  title: ReactNode;
  /** The same in a sentence, for those who cannot see the chart. */
  summary: string;
  /** The figures of the chart as a table. */
  table: ReactNode;
  /** The chart itself, which fills the height. */
  children: ReactNode;
  heightPx: number;
  headingLevel?: 2 | 3;
}

/** A chart with its finding as the title, a sentence that says it, and a table of the same figures. */
export function ChartFrame({ title, summary, table, children, heightPx, headingLevel = 3 }: ChartFrameProps) {
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  const Heading = headingLevel === 2 ? 'h2' : 'h3';
  const label = asTable ? 'Show as a chart' : 'Show as a table';
  return (
    <figure aria-labelledby={titleId} className="grid min-w-0 grid-cols-1 gap-2">
      <div className="flex items-start gap-2">
        <Heading id={titleId} className="min-w-0 flex-1 text-sm font-medium text-balance">
          {title}
        </Heading>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={label}
          title={label}
          onClick={() => setAsTable(!asTable)}
          className="-my-1"
        >
          {asTable ? <ChartNoAxesColumn /> : <Table2 />}
        </Button>
      </div>
      {asTable ? (
        <ScrollRegion label="The figures of the chart" maxHeightPx={heightPx}>
          {table}
        </ScrollRegion>
      ) : (
        <div style={{ height: heightPx }}>{children}</div>
      )}
      <figcaption className="text-xs text-faint">{summary}</figcaption>
    </figure>
  );
}

/** In the chart's place until its code has come. */
export function ChartSkeleton() {
  return <Skeleton className="h-full w-full" />;
}
