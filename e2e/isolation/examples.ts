import { randomUUID } from 'node:crypto';
import type { Permission } from '@/lib/tenancy';
import type { EndpointMeta } from '@/lib/tenancy/endpoint';
import type { Fields } from './requests';
import type { Kind, World } from './world';

/** What a call that may be made is answered with. */
export interface Outcome {
  /** The operation's own success when it is left out. */
  status?: number;
  code?: string;
  field?: string;
}

export interface IdParameter {
  field: string;
  kind: Kind;
  /** What is answered about an id of nobody's: that there is nothing, or a list without rows. */
  unknown: 404 | 200;
  /** About one that was removed, revoked or joined; 404 when it is left out. */
  gone?: number;
}

export interface Example {
  /** Who may call it, written a second time: to open an endpoint to more people takes two edits, one of them here. */
  access: EndpointMeta['access'];
  /** Everything but the ids. */
  fields?: Fields | ((world: World) => Fields | Promise<Fields>);
  ids?: IdParameter[];
  /** Parameters of the path that name no row: a name of a list, an id that the engine keeps. */
  elsewhere?: string[];
  allowed?: Outcome;
  /** Ends the session it is called with. */
  endsSession?: true;
  /** Acts in the organization that is named, though it asks for a session alone. */
  bindsOrganization?: true;
}

const needs = (permission: Permission) => ({ permission });
const id = (kind: Kind, rest: Partial<IdParameter> = {}): IdParameter[] => [
  { field: 'id', kind, unknown: 404, ...rest },
];
const rule = { eventType: 'demo_requested', points: 12 };
const NO_RUN = '01HZZZZZZZZZZZZZZZZZZZZZZZ';
const visitor = () => ({ anonymousId: `visitor-${randomUUID()}` });

/** One input for every operation of the contracts, such that an allowed call would change something. */
export const EXAMPLES: Record<string, Example> = {
  'identity.me': { access: 'session' },
  // The slug is taken, so that nobody's memberships change while the matrix runs.
  'identity.createOrganization': {
    access: 'session',
    fields: ({ theirs }) => ({ name: 'Another one', slug: theirs.slug }),
    allowed: { status: 409, code: 'CONFLICT', field: 'slug' },
  },
  'identity.getOrganization': { access: needs('dashboard:read') },
  'identity.updateOrganization': {
    access: needs('settings:write'),
    fields: () => ({ moaPercent: 1 + Math.floor(Math.random() * 99) }),
  },
  'identity.removeOrganization': {
    access: needs('organization:delete'),
    fields: { confirm: 'not the slug' },
    allowed: { status: 400, code: 'VALIDATION', field: 'confirm' },
  },
  'identity.listMembers': { access: needs('team:read') },
  'identity.changeMemberRole': { access: needs('members:write'), fields: { role: 'rep' }, ids: id('member') },
  'identity.removeMember': { access: needs('members:write'), ids: id('member') },
  'identity.listInvitations': { access: needs('members:write') },
  'identity.createInvitation': {
    access: needs('members:write'),
    fields: { role: 'viewer', email: 'somebody@example.test' },
  },
  'identity.revokeInvitation': { access: needs('members:write'), ids: id('invitation', { gone: 200 }) },
  'identity.previewInvitation': {
    access: 'public',
    fields: { token: 'a-token-that-leads-nowhere' },
    allowed: { status: 404, code: 'NOT_FOUND' },
  },
  'identity.acceptInvitation': {
    access: 'session',
    fields: { token: 'a-token-that-leads-nowhere' },
    allowed: { status: 404, code: 'NOT_FOUND' },
  },
  'identity.listApiKeys': { access: needs('keys:read') },
  'identity.createApiKey': {
    access: needs('keys:write'),
    fields: { name: 'Made by the matrix', scopes: ['leads:read'] },
  },
  'identity.revokeApiKey': { access: needs('keys:write'), ids: id('apiKey', { gone: 200 }) },

  'tracking.listEvents': {
    access: needs('events:read'),
    ids: [
      { field: 'leadId', kind: 'lead', unknown: 200, gone: 200 },
      { field: 'sourceId', kind: 'source', unknown: 200, gone: 200 },
    ],
  },
  'tracking.debugEvents': {
    access: needs('events:read'),
    ids: [{ field: 'sourceId', kind: 'source', unknown: 200, gone: 200 }],
  },
  'tracking.listSources': { access: needs('sources:read') },
  'tracking.createSource': { access: needs('sources:write'), fields: { name: 'Made by the matrix' } },
  'tracking.updateSource': {
    access: needs('sources:write'),
    fields: { name: 'Renamed' },
    ids: id('source', { gone: 200 }),
  },
  'tracking.revealWriteKey': { access: needs('sources:write'), ids: id('source', { gone: 200 }) },
  'tracking.rotateWriteKey': { access: needs('sources:write'), ids: id('source', { gone: 200 }) },
  'tracking.revokeSource': { access: needs('sources:write'), ids: id('source', { gone: 200 }) },

  'leads.listLeads': { access: needs('leads:read') },
  'leads.exportLeads': { access: needs('leads:read') },
  'leads.getLead': { access: needs('leads:read'), ids: id('lead', { gone: 200 }) },
  'leads.getTimeline': { access: needs('leads:read'), ids: id('lead', { gone: 200 }) },
  'leads.leaderboard': { access: needs('dashboard:read') },
  'leads.leaderboardByStage': { access: needs('dashboard:read') },
  'leads.needingAttention': { access: needs('dashboard:read') },

  'scoring.listRules': { access: needs('scoring:read') },
  'scoring.createRule': { access: needs('scoring:write'), fields: rule },
  'scoring.updateRule': { access: needs('scoring:write'), fields: rule, ids: id('rule') },
  'scoring.deleteRule': { access: needs('scoring:write'), ids: id('rule') },
  // Its only version counts since ever, so that nobody's call keeps the next one waiting.
  'scoring.applyRuleToHistory': {
    access: needs('scoring:write'),
    ids: id('rule'),
    allowed: { status: 409, code: 'CONFLICT' },
  },
  'scoring.getScoringSettings': { access: needs('scoring:read') },
  'scoring.updateScoringSettings': {
    access: needs('scoring:write'),
    fields: () => ({
      warmAt: 30,
      hotAt: 60,
      qualifiedAt: 100,
      decayPerDay: 0.95,
      graceDays: Math.floor(Math.random() * 300),
    }),
  },
  'scoring.getScore': {
    access: needs('leads:read'),
    fields: { at: '2020-01-01T00:00:00.000Z' },
    ids: id('lead', { gone: 200 }),
  },

  'mail.listOutbox': { access: needs('outbox:read') },
  'mail.getOutboxMessage': { access: needs('outbox:read'), ids: id('outboxMessage', { gone: 200 }) },

  'jobs.listJobs': { access: needs('jobs:read') },
  'jobs.getJob': { access: needs('jobs:read'), ids: id('job', { gone: 200 }) },
  'jobs.cancelJob': { access: needs('jobs:cancel'), ids: id('job', { gone: 200 }) },
  'jobs.listJobFailures': { access: needs('jobs:read'), ids: id('job', { gone: 200 }) },
  'jobs.jobFailuresFile': { access: needs('jobs:read'), ids: id('job', { gone: 200 }) },

  'metrics.home': { access: needs('dashboard:read') },

  // No engine runs here; that one's runs are nobody else's is shown where one does (inngest/system.db.test.ts).
  'system.getHealth': { access: needs('system:read') },
  'system.getMetrics': { access: needs('system:read') },
  'system.listWorkers': { access: needs('system:read') },
  'system.runWorker': {
    access: needs('system:run'),
    fields: { name: 'sweep' },
    elsewhere: ['name'],
    allowed: { status: 409, code: 'CONFLICT' },
  },
  'system.getStats': { access: needs('system:read') },
  'system.getConfiguration': { access: needs('settings:write') },
  'system.checkConnections': { access: needs('settings:write') },
  'system.listRuns': { access: needs('system:read') },
  'system.getRun': {
    access: needs('system:read'),
    fields: { id: NO_RUN },
    elsewhere: ['id'],
    allowed: { status: 404, code: 'NOT_FOUND' },
  },
  'system.retryRun': {
    access: needs('system:run'),
    fields: { id: NO_RUN },
    elsewhere: ['id'],
    allowed: { status: 404, code: 'NOT_FOUND' },
  },
  'system.cancelRun': {
    access: needs('system:run'),
    fields: { id: NO_RUN },
    elsewhere: ['id'],
    allowed: { status: 404, code: 'NOT_FOUND' },
  },
  'system.retryFailedRuns': { access: needs('system:run') },
  'system.listFailedMessages': { access: needs('system:read') },
  'system.retryMessage': {
    access: needs('system:run'),
    fields: { id: `msg_${NO_RUN}` },
    elsewhere: ['id'],
    allowed: { status: 404, code: 'NOT_FOUND' },
  },
  'system.listEventsSetAside': { access: needs('system:read') },
  'system.retryEventsSetAside': { access: needs('system:run') },

  'auth.signUp': {
    access: 'public',
    fields: { name: 'A', email: 'no address', password: 'correct horse' },
    allowed: { status: 400, code: 'VALIDATION', field: 'email' },
  },
  'auth.signIn': {
    access: 'public',
    fields: { email: 'no address', password: 'correct horse' },
    allowed: { status: 400, code: 'VALIDATION', field: 'email' },
  },
  'auth.signOut': { access: 'public', endsSession: true },
  'auth.changePassword': {
    access: 'session',
    fields: { currentPassword: 'not the password', newPassword: 'another long one' },
    allowed: { status: 400, code: 'VALIDATION', field: 'currentPassword' },
  },
  'auth.requestPasswordReset': {
    access: 'public',
    fields: { email: 'no address' },
    allowed: { status: 400, code: 'VALIDATION', field: 'email' },
  },
  'auth.resetPassword': {
    access: 'public',
    fields: { token: 'a-token-that-leads-nowhere', newPassword: 'another long one' },
    allowed: { status: 410, code: 'GONE' },
  },
  'auth.verifyEmail': {
    access: 'public',
    fields: { token: 'a-token-that-leads-nowhere' },
    allowed: { status: 410, code: 'GONE' },
  },
  'auth.sendVerification': { access: 'session' },
  // The matrix runs behind a proxy, where nobody is at the machine itself.
  'auth.accountOutbox': { access: 'public', allowed: { status: 404, code: 'NOT_FOUND' } },
  'auth.getSession': { access: 'public' },
  'auth.jwks': { access: 'public' },
  'auth.getToken': { access: 'session', bindsOrganization: true },
  'auth.makeToken': { access: 'session', bindsOrganization: true },

  'door.ingestEvent': { access: 'ingest', fields: () => ({ eventType: 'page_view', ...visitor() }) },
  'door.ingestBatch': { access: 'ingest', fields: () => ({ events: [{ eventType: 'page_view', ...visitor() }] }) },
  'door.identify': { access: 'ingest', fields: () => ({ ...visitor(), traits: { plan: 'team' } }) },
  'door.track': { access: 'ingest', fields: () => ({ ...visitor(), event: 'clicked' }) },
  'door.page': { access: 'ingest', fields: () => ({ ...visitor(), name: 'Home' }) },
  'door.screen': { access: 'ingest', fields: () => ({ ...visitor(), name: 'Home' }) },
  'door.group': { access: 'ingest', fields: () => ({ ...visitor(), groupId: 'group' }) },
  'door.alias': { access: 'ingest', fields: () => ({ ...visitor(), userId: randomUUID(), previousId: randomUUID() }) },
  'door.batch': { access: 'ingest', fields: () => ({ batch: [{ type: 'track', event: 'clicked', ...visitor() }] }) },

  'live.stream': { access: needs('dashboard:read') },
};
