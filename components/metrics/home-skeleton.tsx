import { Card } from '@/components/ui/card';
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton';
import { StatSkeleton } from '@/components/ui/stat';

export function HomeSkeleton() {
  return (
    <div className="grid gap-4">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <StatSkeleton />
        <StatSkeleton />
        <StatSkeleton />
        <StatSkeleton />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2 xl:grid-cols-3">
        <Card title="What happened" flush>
          <SkeletonRows rows={14} columns={2} />
        </Card>
        <div className="grid gap-4">
          <Card title="Who needs you" flush>
            <SkeletonRows rows={9} columns={2} />
          </Card>
          <Card title="Hottest leads" flush>
            <SkeletonRows rows={6} columns={2} />
          </Card>
        </div>
        <div className="grid gap-4 lg:max-xl:col-span-2 lg:max-xl:grid-cols-2">
          <Card title="On track">
            <Skeleton className="h-56 w-full" />
          </Card>
          <Card title="Stages">
            <Skeleton className="h-36 w-full" />
          </Card>
        </div>
      </div>
    </div>
  );
}
