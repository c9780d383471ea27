'use client';

import { relativeTime } from './relative-time';
import { useNow } from './use-now';

const full = () => new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'long' });
const day = () => new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** How long ago, with the exact moment in the reader's time zone on hover. Until hydrated it shows the UTC date. */
export function TimeAgo({ moment, className }: { moment: string; className?: string }) {
  const nowMs = useNow();
  const date = new Date(moment);
  if (nowMs === null)
    return (
      <time dateTime={moment} className={className}>
        {moment.slice(0, 10)}
      </time>
    );
  return (
    <time dateTime={moment} title={full().format(date)} className={className}>
      {relativeTime(date.getTime(), nowMs) ?? day().format(date)}
    </time>
  );
}

/** The exact moment in the reader's time zone. */
export function Moment({ moment, className }: { moment: string; className?: string }) {
  const nowMs = useNow();
  return (
    <time dateTime={moment} className={className}>
      {nowMs === null ? moment.slice(0, 16).replace('T', ' ') : full().format(new Date(moment))}
    </time>
  );
}
