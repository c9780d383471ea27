export { answerCached, type CachedQuestion } from './cached-answer';
export type { DataKind } from './data-kinds';
export { type ConnectedRole, inspectRole } from './inspect-role';
export { forgetFullBuckets, limiter, processLimiter } from './limits';
export { listen } from './listen';
export { type Actor, jobContext, type OrgContext, orgContext, requirePermission } from './org-context';
export type { OrgDb, RunOptions } from './org-db';
export {
  isRole,
  KEY_SCOPES,
  PERMISSIONS,
  type Permission,
  permissionsOfRole,
  ROLE_PERMISSIONS,
  ROLES,
  type Role,
} from './permissions';
export { forgetSeenCalls, isFirstCall } from './seen-calls';
export {
  connectionCounts,
  doorPool,
  identityPool,
  isDatabaseReachable,
  type SystemDb,
  type SystemReason,
  systemDb,
  systemTransaction,
} from './system-db';
