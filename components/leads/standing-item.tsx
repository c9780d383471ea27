import type { ReactNode } from 'react';

/** One figure of where a lead stands, under its name; for a `dl`. */
export function StandingItem({ name, children, className }: { name: string; children: ReactNode; className?: string }) {
  return (
    <div className={className}>
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="flex min-h-7 items-center text-sm">{children}</dd>
    </div>
  );
}

/** @param velocity events in 24 hours, counted up to ten */
export function velocityText(velocity: number): string {
  return `${velocity === 10 ? '10 or more' : velocity} ${velocity === 1 ? 'event' : 'events'} in 24 h`;
}
