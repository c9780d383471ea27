import { z } from 'zod';
import { MAIL_STATUSES } from '@/lib/mail/contract';
import { doneSchema, endpoint, momentSchema, pageInput, pageOf, uuidSchema } from '@/lib/tenancy/endpoint';
import { KEY_SCOPES, PERMISSIONS, ROLE_PERMISSIONS, ROLES } from '@/lib/tenancy/permissions';

export type { Permission, Role } from '@/lib/tenancy/permissions';
export { KEY_SCOPES, PERMISSIONS, ROLE_PERMISSIONS, ROLES };

/** Length of a password in UTF-16 units; the upper bound keeps hashing short. */
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;

export const roleSchema = z.enum(ROLES);
export const scopeSchema = z.enum(KEY_SCOPES);

const organizationName = z.string().trim().min(1).max(100);
const slug = z
  .string()
  .trim()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/, 'Lower-case letters, digits and hyphens, 1–48 characters.');
const timeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'Not a time zone of the IANA list.');
const currency = z.string().regex(/^[A-Z]{3}$/, 'A three-letter ISO 4217 code.');

export const membershipSchema = z.object({
  orgId: uuidSchema,
  slug: z.string(),
  name: z.string(),
  role: roleSchema,
  isDemo: z.boolean(),
});
export type Membership = z.infer<typeof membershipSchema>;

export const meSchema = z.object({
  user: z.object({ id: uuidSchema, name: z.string(), email: z.string(), emailVerified: z.boolean() }),
  memberships: z.array(membershipSchema),
});

export const organizationSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  slug: z.string(),
  isDemo: z.boolean(),
  domain: z.string().nullable(),
  timeZone: z.string(),
  currency: z.string(),
  weekStart: z.number().int(),
  moaPercent: z.number().int(),
  retentionDays: z.number().int().nullable(),
  keepIpAddresses: z.boolean(),
});
export type Organization = z.infer<typeof organizationSchema>;

export const memberSchema = z.object({
  id: uuidSchema,
  userId: uuidSchema,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  createdAt: momentSchema,
});

export const invitationSchema = z.object({
  id: uuidSchema,
  email: z.string().nullable(),
  role: roleSchema,
  createdAt: momentSchema,
  expiresAt: momentSchema,
  /** What became of the mail; null when none was written, because no address was given. */
  mail: z.enum(MAIL_STATUSES).nullable(),
});

export const apiKeySchema = z.object({
  id: uuidSchema,
  name: z.string(),
  /** The first characters; the whole key is shown once, when it is made. */
  prefix: z.string(),
  scopes: z.array(scopeSchema),
  requestsPerMinute: z.number().int().nullable(),
  createdAt: momentSchema,
  expiresAt: momentSchema.nullable(),
  lastUsedAt: momentSchema.nullable(),
  revokedAt: momentSchema.nullable(),
});

const byId = z.object({ id: uuidSchema });

export const identityContract = {
  me: endpoint('session')
    .route({ method: 'GET', path: '/me', tags: ['identity'], summary: 'The signed-in person and their organizations' })
    .output(meSchema),
  createOrganization: endpoint('session')
    .route({
      method: 'POST',
      path: '/organizations',
      successStatus: 201,
      tags: ['identity'],
      summary: 'Create an organization and become its admin',
    })
    .input(
      z.object({
        name: organizationName,
        slug: slug.optional(),
        timeZone: timeZone.optional(),
        currency: currency.optional(),
      }),
    )
    .output(membershipSchema),
  getOrganization: endpoint({ permission: 'dashboard:read' })
    .route({ method: 'GET', path: '/organization', tags: ['identity'], summary: 'The organization and its settings' })
    .output(organizationSchema),
  updateOrganization: endpoint({ permission: 'settings:write' })
    .route({
      method: 'PATCH',
      path: '/organization',
      tags: ['identity'],
      summary: 'Change settings of the organization',
    })
    .input(
      z.object({
        name: organizationName.optional(),
        domain: z.string().trim().max(253).nullable().optional(),
        timeZone: timeZone.optional(),
        currency: currency.optional(),
        weekStart: z.number().int().min(1).max(7).optional(),
        moaPercent: z.number().int().min(1).max(100).optional(),
        retentionDays: z.number().int().min(30).max(36_500).nullable().optional(),
        keepIpAddresses: z.boolean().optional(),
      }),
    )
    .output(organizationSchema),
  removeOrganization: endpoint({ permission: 'organization:delete' })
    .route({
      method: 'POST',
      path: '/organization/remove',
      tags: ['identity'],
      summary: 'Remove the organization and everything in it',
    })
    .input(z.object({ /** The slug, typed again. */ confirm: z.string().max(60) }))
    .output(doneSchema),
  listMembers: endpoint({ permission: 'team:read' })
    .route({ method: 'GET', path: '/members', tags: ['identity'], summary: 'Members of the organization' })
    .input(z.object(pageInput))
    .output(pageOf(memberSchema)),
  changeMemberRole: endpoint({ permission: 'members:write' })
    .route({
      method: 'PATCH',
      path: '/members/{id}',
      tags: ['identity'],
      summary: 'Change a role; the last admin stays admin',
    })
    .input(z.object({ id: uuidSchema, role: roleSchema }))
    .output(memberSchema),
  removeMember: endpoint({ permission: 'members:write' })
    .route({
      method: 'DELETE',
      path: '/members/{id}',
      tags: ['identity'],
      summary: 'Remove a member; the last admin stays',
    })
    .input(byId)
    .output(doneSchema),
  listInvitations: endpoint({ permission: 'members:write' })
    .route({ method: 'GET', path: '/invitations', tags: ['identity'], summary: 'Open invitations' })
    .input(z.object(pageInput))
    .output(pageOf(invitationSchema)),
  createInvitation: endpoint({ permission: 'members:write' })
    .route({
      method: 'POST',
      path: '/invitations',
      successStatus: 201,
      tags: ['identity'],
      summary: 'Make an invitation link, shown once, and mail it to the address if there is one',
    })
    .input(
      z.object({
        role: roleSchema,
        /** Is sent the link, and nobody else may accept; anybody with the link when left out. */ email: z
          .email()
          .max(254)
          .optional(),
      }),
    )
    .output(invitationSchema.extend({ link: z.url() })),
  revokeInvitation: endpoint({ permission: 'members:write' })
    .route({ method: 'DELETE', path: '/invitations/{id}', tags: ['identity'], summary: 'Withdraw an invitation' })
    .input(byId)
    .output(doneSchema),
  previewInvitation: endpoint('public')
    .route({
      method: 'POST',
      path: '/invitations/preview',
      tags: ['identity'],
      summary: 'What an invitation link leads to',
    })
    .input(z.object({ token: z.string().min(20).max(100) }))
    .output(z.object({ organization: z.string(), role: roleSchema, email: z.string().nullable() })),
  acceptInvitation: endpoint('session')
    .route({
      method: 'POST',
      path: '/invitations/accept',
      tags: ['identity'],
      summary: 'Join the organization of an invitation',
    })
    .input(z.object({ token: z.string().min(20).max(100) }))
    .output(membershipSchema),
  listApiKeys: endpoint({ permission: 'keys:read' })
    .route({ method: 'GET', path: '/api-keys', tags: ['identity'], summary: 'API keys of the organization' })
    .input(z.object(pageInput))
    .output(pageOf(apiKeySchema)),
  createApiKey: endpoint({ permission: 'keys:write' })
    .route({
      method: 'POST',
      path: '/api-keys',
      successStatus: 201,
      tags: ['identity'],
      summary: 'Make an API key, shown once',
    })
    .input(
      z.object({
        name: z.string().trim().min(1).max(100),
        scopes: z.array(scopeSchema).min(1).max(KEY_SCOPES.length),
        expiresAt: momentSchema.nullable().optional(),
        requestsPerMinute: z.number().int().min(1).max(100_000).nullable().optional(),
      }),
    )
    .output(apiKeySchema.extend({ key: z.string() })),
  revokeApiKey: endpoint({ permission: 'keys:write' })
    .route({ method: 'DELETE', path: '/api-keys/{id}', tags: ['identity'], summary: 'Revoke an API key at once' })
    .input(byId)
    .output(doneSchema),
};
