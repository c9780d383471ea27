'use client';

import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import { QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { type ApiClient, type ApiRoutes, createApiClient } from './client';
import { createQueryClient } from './query-client';

export type Api = RouterUtils<ApiClient>;

const ApiContext = createContext<Api | null>(null);

interface ApiProviderProps {
  routes: ApiRoutes;
  /** Null on pages that belong to no organization. */
  orgSlug: string | null;
  children: ReactNode;
}

/** Give it the slug as `key` too: each organization has a cache of its own, so nothing of one shows in another. */
export function ApiProvider({ routes, orgSlug, children }: ApiProviderProps) {
  const [queryClient] = useState(createQueryClient);
  const [api] = useState(() => createTanstackQueryUtils(createApiClient(routes, orgSlug)));
  return (
    <QueryClientProvider client={queryClient}>
      <ApiContext value={api}>{children}</ApiContext>
    </QueryClientProvider>
  );
}

/** `useQuery(useApi().leads.listLeads.queryOptions({ input }))` */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('useApi needs an ApiProvider above it.');
  return api;
}
