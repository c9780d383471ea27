import type { Role } from '@/lib/tenancy';
import { findInvitation, requireOpen } from './invitations';

/** What an invitation link leads to, for whoever holds it. @throws AppError NOT_FOUND, GONE */
export async function previewInvitation(
  { token }: { token: string },
  { now }: { now: () => Date },
): Promise<{ organization: string; role: Role; email: string | null }> {
  const invitation = await findInvitation(token);
  requireOpen(invitation, now());
  return { organization: invitation.organization, role: invitation.role, email: invitation.email };
}
