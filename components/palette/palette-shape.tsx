import { Search } from 'lucide-react';
import { cx } from '@/components/ui/class-names';
import { Skeleton } from '@/components/ui/skeleton';

/** Where the palette stands: the whole screen of a phone, else in the middle, from the same height whatever it holds. */
export const PALETTE_BOX =
  'fixed inset-0 z-50 flex flex-col bg-raised shadow-floating outline-none md:inset-auto md:top-[12vh] md:left-1/2 md:max-h-[70vh] md:w-[calc(100%-2rem)] md:max-w-xl md:-translate-x-1/2 md:rounded-lg md:border';

/** In its place while it is fetched, where that takes long enough to be seen. */
export function PaletteShape() {
  return (
    <div
      role="status"
      className="relative z-50 animate-fade-in [animation-delay:150ms] [animation-fill-mode:backwards]"
    >
      <span className="sr-only">Loading…</span>
      <div className="fixed inset-0 z-40 bg-overlay" />
      <div aria-hidden className={cx(PALETTE_BOX, 'pb-3')}>
        <div className="flex h-12 items-center border-b px-4">
          <Search className="size-4 text-faint" />
        </div>
        {['w-1/4', 'w-1/3', 'w-1/5', 'w-1/4'].map((width, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: The shapes stay where they are.
          <div key={row} className="flex h-9 items-center gap-2.5 px-4">
            <Skeleton className="size-4" />
            <Skeleton className={cx('h-3', width)} />
          </div>
        ))}
      </div>
    </div>
  );
}
