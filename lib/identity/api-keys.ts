import type { z } from 'zod';
import { KEY_SCOPES } from '@/lib/tenancy';
import type { apiKeySchema } from './contract';

export type KeyScope = (typeof KEY_SCOPES)[number];

export type ApiKey = z.infer<typeof apiKeySchema>;

export interface ApiKeyRow extends Record<string, unknown> {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  requests_per_minute: number | null;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export const API_KEY_COLUMNS =
  'id, name, prefix, scopes, requests_per_minute, created_at, expires_at, last_used_at, revoked_at';

export function apiKeyOf(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: KEY_SCOPES.filter((scope) => row.scopes.includes(scope)),
    requestsPerMinute: row.requests_per_minute,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
