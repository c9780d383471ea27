import type { LEAD_SORTS, LeadColumnId, STATUSES, Stage } from '@/lib/leads/contract';

/*
 * The lists are read off the names, not imported from the contract: that would bring its schemas into the browser's
 * scripts. The types keep them whole, and the test keeps their order.
 */

export const STAGE_NAMES: Record<Stage, string> = {
  cold: 'Cold',
  warm: 'Warm',
  hot: 'Hot',
  qualified: 'Qualified',
};

export const STAGE_ORDER = Object.keys(STAGE_NAMES) as Stage[];

export type Status = (typeof STATUSES)[number];

export const STATUS_NAMES: Record<Status, string> = {
  new: 'New',
  contacted: 'Contacted',
  qualified: 'Qualified',
  offer_made: 'Offer made',
  under_contract: 'Under contract',
  closed: 'Closed',
  lost: 'Lost',
};

export const STATUS_ORDER = Object.keys(STATUS_NAMES) as Status[];

export type LeadSort = (typeof LEAD_SORTS)[number];

export const SORT_NAMES: Record<LeadSort, string> = {
  score: 'Highest score',
  activity: 'Latest activity',
  created: 'Newest lead',
};

export const SORT_ORDER = Object.keys(SORT_NAMES) as LeadSort[];

/** What can stand beside the lead's name. */
export type TableColumn = Exclude<LeadColumnId, 'name'>;

export const COLUMN_NAMES: Record<TableColumn, string> = {
  email: 'E-mail',
  company: 'Company',
  title: 'Title',
  phone: 'Phone',
  website: 'Website',
  externalId: 'External id',
  known: 'Known or anonymous',
  status: 'Status',
  stage: 'Stage',
  score: 'Score',
  velocity: 'Velocity',
  risk: 'Risk',
  source: 'First source',
  firstSeen: 'First seen',
  activity: 'Last activity',
  events: 'Events',
  created: 'Created',
  id: 'Id',
};

export const COLUMN_ORDER = Object.keys(COLUMN_NAMES) as TableColumn[];

/** Kinds of identifiers as the ledger keeps them. */
const IDENTIFIER_NAMES: Record<string, string> = {
  lead: 'Lead id',
  external: 'External id',
  user: 'User id',
  email: 'E-mail',
  anonymous: 'Anonymous id',
};

export function identifierName(kind: string): string {
  return IDENTIFIER_NAMES[kind] ?? kind;
}
