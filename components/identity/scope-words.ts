import type { z } from 'zod';
import type { scopeSchema } from '@/lib/identity/contract';

export type Scope = z.infer<typeof scopeSchema>;

/** What a key with this scope may do. */
export const SCOPE_WORDS: Record<Scope, string> = {
  'events:write': 'Send events',
  'events:read': 'Read events',
  'leads:read': 'Read leads and their scores',
  'leads:write': 'Change leads',
  'scoring:read': 'Read scoring rules',
  'scoring:write': 'Change scoring rules',
  'dashboard:read': 'Read dashboards and leaderboards',
  'sources:read': 'Read sources, without their write keys',
  'jobs:read': 'Read how far long work is',
  'system:read': 'Read health, metrics, workers and runs',
};
