import { cx } from './class-names';

/** Text that people wrote: one line, cut with an ellipsis, whole on hover, and in its own direction. */
export function Truncate({ text, className }: { text: string; className?: string }) {
  return (
    <span dir="auto" title={text} className={cx('block min-w-0 truncate text-start', className)}>
      {text}
    </span>
  );
}
