'use client';

import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { SkeletonRows } from '@/components/ui/skeleton';
import type { Health } from '@/lib/system/contract';
import { REFRESH_EVERY_MS } from './refresh';
import { COMPONENT_WORDS, HEALTH_WORDS } from './status-words';

const MARKS = { ok: <CircleCheck />, degraded: <CircleAlert />, down: <CircleX /> } as const;

export function HealthBadge({ status }: { status: Health }) {
  const { label, tone } = HEALTH_WORDS[status];
  return (
    <Badge tone={tone} mark={MARKS[status]}>
      {label}
    </Badge>
  );
}

export function HealthCard() {
  const health = useQuery(useApi().system.getHealth.queryOptions({ refetchInterval: REFRESH_EVERY_MS }));
  return (
    <Card title="Health" actions={health.data && <HealthBadge status={health.data.status} />} flush>
      {health.isPending ? (
        <SkeletonRows rows={5} columns={2} />
      ) : health.data === undefined ? (
        <QueryFailure error={health.error} what="the health" onRetry={() => void health.refetch()} />
      ) : (
        <ul aria-label="Parts" className="divide-y">
          {health.data.components.map(({ name, status, detail }) => (
            <li key={name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
              <span className="w-28 shrink-0 font-medium">{COMPONENT_WORDS[name] ?? name}</span>
              <span className="min-w-0 flex-1 basis-52 text-sm break-words text-muted">{detail}</span>
              <HealthBadge status={status} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
