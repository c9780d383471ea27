import { cx } from '@/components/ui/class-names';

/** The line that runs through. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cx('shrink-0', className ?? 'size-6')}>
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path
        d="M6 21.5c5 0 6-11 10.5-11S21 16 26 16"
        fill="none"
        strokeWidth="3"
        strokeLinecap="round"
        className="stroke-accent-ink"
      />
      <circle cx="26" cy="16" r="2.6" className="fill-accent-ink" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-base font-semibold tracking-tight">
      <Mark />
      Throughline
    </span>
  );
}
