import { processState } from '../process-state';
import { redisAddress } from '../redis/address';
import type { Cache } from './cache';
import { dispensableCache } from './dispensable';
import { inProcessCache } from './in-process';
import { redisCache } from './redis';

export type { Cache } from './cache';

/** The cache of the program: in Redis where one is set, else in this process. Its keys are made by lib/tenancy alone. */
export function cache(): Cache {
  return processState('cache', () => {
    const address = redisAddress();
    return address ? dispensableCache(redisCache(address), 'the cache in Redis') : inProcessCache();
  });
}
