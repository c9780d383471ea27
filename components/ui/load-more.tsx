import { Button } from './button';
import { formatNumber } from './format-number';

interface LoadMoreProps {
  shown: number;
  /** All there are, where that is known; null where they are too many to be counted. */
  total?: number | null | undefined;
  hasMore: boolean;
  pending: boolean;
  onLoadMore: () => void;
}

/** The foot of a list that is read page by page. */
export function LoadMore({ shown, total, hasMore, pending, onLoadMore }: LoadMoreProps) {
  return (
    <div className="flex min-h-10 flex-wrap items-center justify-between gap-2 border-t px-3 py-1.5 text-xs text-faint">
      <span role="status">
        {typeof total === 'number'
          ? `${formatNumber(shown)} of ${formatNumber(Math.max(total, shown))}`
          : `${formatNumber(shown)} shown`}
      </span>
      {hasMore && (
        <Button size="sm" pending={pending} onClick={onLoadMore}>
          Load more
        </Button>
      )}
    </div>
  );
}
