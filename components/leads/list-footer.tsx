import { failureText } from '@/components/api/failure-text';
import { Button } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format-number';
import { Kbd } from '@/components/ui/kbd';

interface ListFooterProps {
  shown: number;
  total: number | undefined;
  loading: boolean;
  /** Why the last reading failed; what is shown is from the one before. */
  error: unknown;
  onRetry: () => void;
}

export function ListFooter({ shown, total, loading, error, onRetry }: ListFooterProps) {
  return (
    <footer className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1 text-xs text-faint md:px-6">
      <span>
        Showing {formatNumber(shown)}
        {total !== undefined && ` of ${formatNumber(Math.max(total, shown))}`}
        {loading && ' · reading more…'}
      </span>
      {error ? (
        <span role="alert" className="flex items-center gap-2 text-danger-text">
          Not up to date: {failureText(error)}
          <Button size="sm" onClick={onRetry}>
            Try again
          </Button>
        </span>
      ) : (
        <span className="ml-auto flex items-center gap-1 max-md:hidden">
          <Kbd>?</Kbd> shows the keys
        </span>
      )}
    </footer>
  );
}
