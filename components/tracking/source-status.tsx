'use client';

import { Ban, CircleCheck, CircleDashed } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { TimeAgo } from '@/components/ui/time-ago';
import type { Source } from '@/lib/tracking/contract';

export function SourceStatus({ source }: { source: Source }) {
  if (source.revokedAt) return <Badge mark={<Ban aria-hidden />}>Stopped</Badge>;
  if (source.lastEventAt === null)
    return (
      <Badge tone="caution" mark={<CircleDashed aria-hidden />}>
        No event lately
      </Badge>
    );
  return (
    <Badge tone="ok" mark={<CircleCheck aria-hidden />}>
      Last event <TimeAgo moment={source.lastEventAt} />
    </Badge>
  );
}
