import { cx } from './class-names';
import { initials } from './initials';

interface AvatarProps {
  name: string;
  size?: 'sm' | 'md';
  /** Square for organizations, round for people. */
  shape?: 'round' | 'square';
}

/** The initials of a name that stands beside it, so nothing is read out. */
export function Avatar({ name, size = 'md', shape = 'round' }: AvatarProps) {
  return (
    <span
      aria-hidden
      className={cx(
        'inline-flex shrink-0 items-center justify-center border bg-sunken font-medium text-muted uppercase select-none',
        size === 'sm' ? 'size-5 text-[0.625rem]' : 'size-7 text-xs',
        shape === 'round' ? 'rounded-full' : 'rounded-md',
      )}
    >
      {initials(name)}
    </span>
  );
}
