import { csvLine } from '@/lib/platform/csv';
import type { Lead, LeadColumnId } from './contract';

interface CsvColumn {
  heading: string;
  cell: (lead: Lead) => string | number | null;
}

/** What stands in a file for each column: moments in ISO 8601 and UTC, the score to the hundredth. */
const CSV_COLUMNS: Record<LeadColumnId, CsvColumn> = {
  name: { heading: 'Name', cell: (lead) => lead.name },
  email: { heading: 'E-mail', cell: (lead) => lead.email },
  company: { heading: 'Company', cell: (lead) => lead.company },
  title: { heading: 'Title', cell: (lead) => lead.title },
  phone: { heading: 'Phone', cell: (lead) => lead.phone },
  website: { heading: 'Website', cell: (lead) => lead.website },
  externalId: { heading: 'External id', cell: (lead) => lead.externalId },
  known: { heading: 'Known', cell: (lead) => String(lead.known) },
  status: { heading: 'Status', cell: (lead) => lead.status },
  stage: { heading: 'Stage', cell: (lead) => lead.stage },
  score: { heading: 'Score', cell: (lead) => Math.round(lead.score * 100) / 100 },
  velocity: { heading: 'Velocity', cell: (lead) => lead.velocity },
  risk: { heading: 'Risk', cell: (lead) => lead.risk },
  source: { heading: 'First source', cell: (lead) => lead.firstSource },
  firstSeen: { heading: 'First seen', cell: (lead) => lead.firstSeenAt },
  activity: { heading: 'Last activity', cell: (lead) => lead.lastEventAt },
  events: { heading: 'Events', cell: (lead) => lead.eventCount },
  created: { heading: 'Created', cell: (lead) => lead.createdAt },
  id: { heading: 'Id', cell: (lead) => lead.id },
};

export function csvHeading(columns: readonly LeadColumnId[]): string {
  return csvLine(columns.map((id) => CSV_COLUMNS[id].heading));
}

export function csvOfLead(lead: Lead, columns: readonly LeadColumnId[]): string {
  return csvLine(columns.map((id) => CSV_COLUMNS[id].cell(lead)));
}
