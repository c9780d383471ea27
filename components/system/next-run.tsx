'use client';

import { TimeAgo } from '@/components/ui/time-ago';
import { useNow } from '@/components/ui/use-now';

const MINUTE_MS = 60_000;

/** When something happens next; what comes within a minute is not "just now". */
export function NextRun({ moment }: { moment: string }) {
  const nowMs = useNow();
  const isSoon = nowMs !== null && new Date(moment).getTime() - nowMs < MINUTE_MS;
  return isSoon ? <time dateTime={moment}>within a minute</time> : <TimeAgo moment={moment} />;
}
