import { cx } from './class-names';

/** A grey shape where something will stand; give it that thing's size. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx('block animate-breathe rounded-sm bg-pressed', className ?? 'h-4 w-full')} />;
}

const WIDTHS = ['w-3/5', 'w-2/5', 'w-1/2', 'w-1/3', 'w-2/3'] as const;

/** Rows of a list or table while they load. */
export function SkeletonRows({ rows = 6, columns = 4 }: { rows?: number; columns?: number }) {
  return (
    <div role="status" className="divide-y">
      <span className="sr-only">Loading…</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: The shapes are all the same.
        <div key={row} className="flex h-8 items-center gap-4 px-3 max-md:h-14">
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: The shapes are all the same.
            <div key={column} className={cx('flex-1', column > 1 && 'max-md:hidden')}>
              <Skeleton className={cx('h-3', WIDTHS[(row + column * 2) % WIDTHS.length])} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
