/**
 * Kinds of an organization's data, as far as answers are kept that depend on them. A transaction that changes one says
 * so (`OrgDb.touch`, or `announce` of lib/live, which does); an answer that is kept names those it depends on.
 */
export type DataKind =
  /** Events that were counted, leads, scores and their history. */
  | 'leads'
  | 'rules'
  /** How scores fade, and where stages begin. */
  | 'settings'
  /** What the organization is called, its time zone, its currency. */
  | 'organization'
  | 'sources'
  /** Members, invitations, keys. */
  | 'access'
  | 'refused'
  | 'outbox'
  | 'jobs';
