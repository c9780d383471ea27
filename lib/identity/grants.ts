import { AppError } from '@/lib/platform/errors';
import { type OrgContext, type Permission, permissionsOfRole, type Role } from '@/lib/tenancy';

/**
 * Nobody gives away, or takes from another, more than they hold themselves.
 * @throws AppError FORBIDDEN
 */
export function requireHolding(ctx: OrgContext, permissions: Iterable<Permission>): void {
  for (const permission of permissions) {
    if (!ctx.permissions.has(permission))
      throw new AppError('FORBIDDEN', { message: `You cannot give what you do not hold: ${permission}.` });
  }
}

/** @throws AppError FORBIDDEN */
export function requireRoleWithin(ctx: OrgContext, role: Role): void {
  requireHolding(ctx, permissionsOfRole(role));
}
