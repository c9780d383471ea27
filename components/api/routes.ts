import { minifyContractRouter } from '@orpc/contract';
import { contract } from '@/lib/contract';
import type { ApiRoutes } from './client';

/** For layouts on the server, which hand it to the `ApiProvider`: so the schemas stay out of the browser's scripts. */
export function apiRoutes(): ApiRoutes {
  return minifyContractRouter(contract);
}
