import { AppError } from '@/lib/platform/errors';
import { type OrgDb, type RunOptions, runInOrg } from './org-db';
import { type Permission, permissionsOfRole, type Role } from './permissions';

/** Who is acting. Kept in the audit log as it stands here. */
export type Actor =
  | { kind: 'user'; userId: string; role: Role }
  | { kind: 'apiKey'; keyId: string; name: string }
  | { kind: 'source'; sourceId: string }
  | { kind: 'job'; name: string }
  | { kind: 'system'; reason: string };

/** The first wall: verbs take nothing weaker, so they cannot be called without an organization and an actor. */
export interface OrgContext {
  readonly orgId: string;
  readonly actor: Actor;
  readonly permissions: ReadonlySet<Permission>;
  readonly requestId: string;
  readonly now: () => Date;
  /** The second wall: a transaction that sees this organization only. */
  run<T>(work: (db: OrgDb) => Promise<T>, options?: RunOptions): Promise<T>;
}

interface OrgContextInput {
  orgId: string;
  actor: Actor;
  permissions?: ReadonlySet<Permission>;
  requestId: string;
  now?: () => Date;
}

export function orgContext({
  orgId,
  actor,
  permissions,
  requestId,
  now = () => new Date(),
}: OrgContextInput): OrgContext {
  return {
    orgId,
    actor,
    permissions: permissions ?? (actor.kind === 'user' ? permissionsOfRole(actor.role) : new Set()),
    requestId,
    now,
    run: (work, options) => runInOrg(orgId, work, options),
  };
}

/** The context of scheduled or follow-up work inside one organization; it acts for nobody and needs no permission. */
export function jobContext(orgId: string, name: string, requestId: string, now?: () => Date): OrgContext {
  return orgContext({ orgId, actor: { kind: 'job', name }, requestId, ...(now ? { now } : {}) });
}

/** @throws AppError FORBIDDEN */
export function requirePermission(ctx: OrgContext, permission: Permission): void {
  if (!ctx.permissions.has(permission))
    throw new AppError('FORBIDDEN', { message: `This needs the permission ${permission}.` });
}
