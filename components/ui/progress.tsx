interface ProgressProps {
  /** What is done, e.g. "Rule applied to history". */
  label: string;
  value: number;
  /** Null while it is not known how much there is. */
  max: number | null;
}

/** How far something is. Without a known end it says so to screen readers and shows a bar that is not filled. */
export function Progress({ label, value, max }: ProgressProps) {
  const share = max === null || max === 0 ? 0 : Math.min(1, Math.max(0, value / max));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      {...(max === null ? {} : { 'aria-valuemax': max, 'aria-valuenow': Math.min(value, max) })}
      className="h-1.5 w-full overflow-hidden rounded-full bg-pressed"
    >
      <div
        className="h-full rounded-full bg-accent transition-[width] duration-150 motion-reduce:transition-none"
        style={{ width: `${(share * 100).toFixed(2)}%` }}
      />
    </div>
  );
}
