import type { OrgDb } from '@/lib/tenancy';
import { implementEndpoints, orgOf, userOf } from '@/lib/tenancy/router';
import { acceptInvitation } from './accept-invitation';
import { changeMemberRole } from './change-member-role';
import { identityContract } from './contract';
import { createApiKey } from './create-api-key';
import { createInvitation } from './create-invitation';
import { createOrganization } from './create-organization';
import { describeMe } from './describe-me';
import { getOrganization } from './get-organization';
import { listApiKeys } from './list-api-keys';
import { listInvitations } from './list-invitations';
import { listMembers } from './list-members';
import { previewInvitation } from './preview-invitation';
import { removeMember } from './remove-member';
import { removeOrganization } from './remove-organization';
import { revokeApiKey } from './revoke-api-key';
import { revokeInvitation } from './revoke-invitation';
import { updateOrganization } from './update-organization';

const done = { done: true } as const;

interface IdentityDeps {
  /** What other domains put into a new organization; handed in, because identity knows none of them. */
  seed: (db: OrgDb, orgId: string) => Promise<void>;
  /** Called after a key stopped being good, for whoever remembers keys. */
  keysChanged: () => void;
}

export function identityEndpoints({ seed, keysChanged }: IdentityDeps) {
  const os = implementEndpoints(identityContract);
  return os.router({
    me: os.me.handler(({ context }) => describeMe(userOf(context))),

    createOrganization: os.createOrganization.handler(({ context, input }) =>
      createOrganization(userOf(context), input, { requestId: context.requestId, now: context.now, seed }),
    ),
    getOrganization: os.getOrganization.handler(({ context }) => getOrganization(orgOf(context))),
    updateOrganization: os.updateOrganization.handler(async ({ context, input }) => {
      const organization = await updateOrganization(orgOf(context), input);
      keysChanged();
      return organization;
    }),
    removeOrganization: os.removeOrganization.handler(async ({ context, input }) => {
      await removeOrganization(orgOf(context), input);
      keysChanged();
      return done;
    }),

    listMembers: os.listMembers.handler(({ context, input }) => listMembers(orgOf(context), input)),
    changeMemberRole: os.changeMemberRole.handler(({ context, input }) => changeMemberRole(orgOf(context), input)),
    removeMember: os.removeMember.handler(async ({ context, input }) => {
      await removeMember(orgOf(context), input);
      return done;
    }),

    listInvitations: os.listInvitations.handler(({ context, input }) => listInvitations(orgOf(context), input)),
    createInvitation: os.createInvitation.handler(({ context, input }) => createInvitation(orgOf(context), input)),
    revokeInvitation: os.revokeInvitation.handler(async ({ context, input }) => {
      await revokeInvitation(orgOf(context), input);
      return done;
    }),
    previewInvitation: os.previewInvitation.handler(({ context, input }) => previewInvitation(input, context)),
    acceptInvitation: os.acceptInvitation.handler(({ context, input }) =>
      acceptInvitation(userOf(context), input, context),
    ),

    listApiKeys: os.listApiKeys.handler(({ context, input }) => listApiKeys(orgOf(context), input)),
    createApiKey: os.createApiKey.handler(({ context, input }) => createApiKey(orgOf(context), input)),
    revokeApiKey: os.revokeApiKey.handler(async ({ context, input }) => {
      await revokeApiKey(orgOf(context), input);
      keysChanged();
      return done;
    }),
  });
}
