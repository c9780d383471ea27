import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Permission } from './permissions';

/**
 * Who may call an endpoint.
 * `permission`: a member or key of an organization that holds it · `session`: anybody signed in, no organization yet ·
 * `public`: nobody need sign in · `ingest`: a write key, or an API key with `events:write`.
 */
export type Access = { permission: Permission } | 'session' | 'public' | 'ingest';

export interface EndpointMeta {
  access: Access;
  /** Answered by a plain handler (the door, streams, the auth library), not by the typed router. */
  plain?: boolean;
}

/** Every endpoint starts here: `endpoint({ permission: 'leads:read' }).route({ method, path, … })`. */
export function endpoint(access: Access, options: { plain?: boolean } = {}) {
  return oc.$meta<EndpointMeta>({ access, ...options });
}

export const uuidSchema = z.uuid();

/** A moment on the wire: ISO 8601 in UTC, milliseconds. */
export const momentSchema = z.iso.datetime({ offset: true });

export const pageInput = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Opaque; comes from the page before. */
  cursor: z.string().max(500).optional(),
};

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const doneSchema = z.object({ done: z.literal(true) });
