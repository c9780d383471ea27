import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, OrgDb } from '@/lib/tenancy';

/** What was done to what, e.g. `member.removed`. */
export type AuditAction = `${string}.${string}`;

const SECRET_NAME = /^(.*(password|secret|token|hash|cookie|authorization)|key|writeKey|apiKey|sealed_?key|link)$/i;

/**
 * Writes one row of the audit log, in the transaction of the change itself: no change without its row, no row without
 * its change. `subject` is the id of what was changed; `change` holds what a reader needs to understand it, as `{ before, after }` or plain fields.
 * @throws Error when a field is named like a secret; the log is shown to people
 */
export async function audit(
  db: OrgDb,
  ctx: OrgContext,
  action: AuditAction,
  subject: string,
  change: Record<string, unknown>,
): Promise<void> {
  refuseSecrets(change);
  const at = ctx.now();
  await db.query(
    `insert into audit_log (org_id, id, at, actor, action, subject, change, request_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [db.orgId, uuidv7(at.getTime()), at, ctx.actor, action, subject, change, ctx.requestId],
  );
}

function refuseSecrets(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (SECRET_NAME.test(name)) throw new Error(`The audit log must not hold the field ${name}.`);
    refuseSecrets(inner);
  }
}
