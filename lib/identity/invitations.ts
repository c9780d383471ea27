import type { z } from 'zod';
import { hashKey } from '@/lib/platform/crypto';
import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { identityPool, type Role } from '@/lib/tenancy';
import type { invitationSchema } from './contract';

const DAY_MS = 24 * 3600 * 1000;
export const INVITATION_LIFETIME_MS = 7 * DAY_MS;

export type Invitation = z.infer<typeof invitationSchema>;

export interface InvitationRow extends Record<string, unknown> {
  id: string;
  email: string | null;
  role: Role;
  created_at: Date;
  expires_at: Date;
}

export const INVITATION_COLUMNS = 'id, email, role, created_at, expires_at';

export function invitationOf(
  { id, email, role, created_at, expires_at }: InvitationRow,
  mail: Invitation['mail'],
): Invitation {
  return { id, email, role, createdAt: created_at.toISOString(), expiresAt: expires_at.toISOString(), mail };
}

export function invitationLink(token: string): string {
  return new URL(`/invite/${token}`, env().APP_URL).toString();
}

export interface FoundInvitation {
  org_id: string;
  id: string;
  organization: string;
  email: string | null;
  role: Role;
  expires_at: Date;
  accepted_at: Date | null;
  revoked_at: Date | null;
}

/** Whoever holds the token is told what it leads to, before any organization is known. @throws AppError NOT_FOUND */
export async function findInvitation(token: string): Promise<FoundInvitation> {
  const { rows } = await identityPool().query<FoundInvitation>(
    `select i.org_id, i.id, o.name as organization, i.email, i.role, i.expires_at, i.accepted_at, i.revoked_at
       from invitations i join organizations o on o.id = i.org_id
      where i.token_hash = $1`,
    [hashKey(token)],
  );
  const [invitation] = rows;
  if (!invitation)
    throw new AppError('NOT_FOUND', { message: 'This invitation link leads nowhere; ask for a new one.' });
  return invitation;
}

/** @throws AppError GONE when it was used, withdrawn, or is older than seven days */
export function requireOpen(invitation: FoundInvitation, now: Date): void {
  if (invitation.accepted_at || invitation.revoked_at || invitation.expires_at <= now) throw invitationGone();
}

export function invitationGone(): AppError {
  return new AppError('GONE', { message: 'This invitation was used, withdrawn, or has run out; ask for a new one.' });
}
