import * as Slot from 'radix-ui/slot';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names';

const VARIANTS = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-hover border-transparent',
  secondary: 'bg-raised text-ink border-line-strong/45 hover:bg-sunken active:bg-pressed',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-sunken hover:text-ink active:bg-pressed',
  danger: 'bg-danger text-danger-ink border-transparent hover:opacity-90',
} as const;

const SIZES = {
  sm: 'h-7 px-2 text-xs gap-1',
  md: 'h-8 px-3 text-sm gap-1.5',
  icon: 'size-8 justify-center',
  'icon-sm': 'size-7 justify-center',
} as const;

interface ButtonProps extends ComponentProps<'button'> {
  variant?: keyof typeof VARIANTS;
  /** `icon` and `icon-sm` are square and need an `aria-label`. */
  size?: keyof typeof SIZES;
  /** Work is under way: the button keeps its width and focus, and does nothing when pressed again. */
  pending?: boolean;
  /** Give the looks to the only child, e.g. a link. */
  asChild?: boolean;
  icon?: ReactNode;
}

export function Button({
  variant = 'secondary',
  size = 'md',
  pending,
  asChild,
  icon,
  className,
  children,
  onClick,
  ...props
}: ButtonProps) {
  const classes = cx(
    'inline-flex shrink-0 select-none items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors duration-100',
    'disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-progress aria-disabled:opacity-70 [&_svg]:size-4 [&_svg]:shrink-0',
    VARIANTS[variant],
    SIZES[size],
    className,
  );
  if (asChild)
    return (
      <Slot.Root className={classes} onClick={onClick} {...props}>
        {children}
      </Slot.Root>
    );
  return (
    <button
      type="button"
      {...props}
      className={classes}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
    >
      {pending ? <PendingMark /> : icon}
      {children}
    </button>
  );
}

function PendingMark() {
  return (
    <span
      aria-hidden
      className="size-3.5 animate-spin rounded-full border-2 border-current border-t-transparent motion-reduce:animate-none"
    />
  );
}
