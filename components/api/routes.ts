import { minifyContractRouter } from '@orpc/contract';
import { contract } from '@/lib/contract';
import type { ApiRoutes } from './client';

/**
 * For layouts on the server, which hand it to the `ApiProvider`: so the schemas stay out of the browser's scripts. As it
 * would be written to a file, because what is said of an operation by a function does not travel.
 */
export function apiRoutes(): ApiRoutes {
  return JSON.parse(JSON.stringify(minifyContractRouter(contract))) as ApiRoutes;
}
