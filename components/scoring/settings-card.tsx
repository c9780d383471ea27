'use client';

import { useQuery } from '@tanstack/react-query';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { Card } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';
import { SettingsForm } from './settings-form';

export function SettingsCard() {
  const api = useApi();
  const settings = useQuery(api.scoring.getScoringSettings.queryOptions());
  useLiveRefresh('settings', [api.scoring.getScoringSettings.key()]);
  if (settings.isPending)
    return (
      <Card title="Stages and decay">
        <div role="status" className="grid gap-4 py-2">
          <span className="sr-only">Loading…</span>
          <Skeleton className="h-8 w-full" />
          <Skeleton className="h-8 w-full" />
          <Skeleton className="h-40 w-full" />
        </div>
      </Card>
    );
  if (settings.data === undefined)
    return (
      <Card title="Stages and decay">
        <QueryFailure error={settings.error} what="the settings" onRetry={() => void settings.refetch()} />
      </Card>
    );
  return <SettingsForm settings={settings.data} />;
}
