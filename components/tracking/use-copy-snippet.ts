'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { failureText } from '@/components/api/failure-text';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { copyText } from '@/components/ui/copy-text';
import { toast } from '@/components/ui/toaster';
import { installSnippet } from './install-text';

/** Copies the snippet of the only source; where there are several, or none, leads to where one is chosen or made. */
export function useCopySnippet(): () => Promise<void> {
  const api = useApi();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { org } = useWorkspace();
  return async () => {
    const page = `/${org.slug}/settings/sources`;
    try {
      const { items } = await queryClient.fetchQuery(api.tracking.listSources.queryOptions({ input: {} }));
      const active = items.filter(({ revokedAt }) => revokedAt === null);
      const only = active.length === 1 ? active[0] : undefined;
      if (!only) return router.push(page);
      const { writeKey } = await queryClient.fetchQuery(
        api.tracking.revealWriteKey.queryOptions({ input: { id: only.id }, gcTime: 0 }),
      );
      const copied = await copyText(installSnippet(window.location.origin, writeKey), 'The install snippet');
      if (!copied) router.push(`${page}?source=${only.id}`);
    } catch (error) {
      toast.error(`The install snippet was not copied. ${failureText(error)}`);
    }
  };
}
