import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/class-names';
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton';

/** The lead view's own shape while it is read. */
export function LeadViewSkeleton({ layout }: { layout: 'page' | 'panel' }) {
  return (
    <div className="grid gap-4">
      {layout === 'page' && (
        <h1>
          <span className="sr-only">Lead</span>
          <Skeleton className="h-7 w-64 max-w-full" />
        </h1>
      )}
      <div className="flex min-h-18 flex-wrap items-center gap-6 rounded-lg border bg-raised px-4 py-3">
        <Skeleton className="h-8 w-20" />
        <Skeleton className="h-5 w-24" />
        <Skeleton className="h-5 w-40" />
      </div>
      <div
        className={cx(
          'grid items-start gap-4',
          layout === 'page'
            ? 'lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]'
            : 'lg:grid-cols-[minmax(0,23rem)_minmax(0,1fr)]',
        )}
      >
        <div className="grid gap-4">
          <Card title="Profile" flush>
            <SkeletonRows rows={6} columns={2} />
          </Card>
          <Card title="Why this score" flush>
            <SkeletonRows rows={6} columns={2} />
          </Card>
        </div>
        <Card title="Timeline" flush>
          <SkeletonRows rows={14} columns={3} />
        </Card>
      </div>
    </div>
  );
}
