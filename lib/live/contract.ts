import { z } from 'zod';
import { endpoint } from '@/lib/tenancy/endpoint';

/** Streams are answered by a plain handler; declared here so that the reference and the authorization matrix know them. */
export const liveContract = {
  stream: endpoint({ permission: 'dashboard:read' }, { plain: true })
    .route({
      method: 'GET',
      path: '/stream',
      tags: ['live'],
      summary: 'Server-sent events of what changes; resumes from Last-Event-ID',
    })
    .input(z.object({ /** Id or slug, for readers that cannot send a header. */ org: z.string().max(100).optional() }))
    .output(z.string()),
};

export interface LeadsChanged {
  leads: { leadId: string; isNew: boolean; score: number; stage: string; eventTypes: string[] }[];
  /** How many events were scored. */
  events: number;
  /** More leads changed than are listed. */
  more: boolean;
  merged: { from: string; into: string }[];
}

/** Kinds of messages on the live stream and what they carry. */
export interface LiveKinds {
  leads: LeadsChanged;
  rules: { changed: true };
  settings: { changed: true };
  /** What the door did not take: how many of them are kept for the debugger, and how many are only counted. */
  refused: { kept: number; leftOut: number };
  outbox: { changed: true };
  /** Long work was asked for, went on or ended. */
  jobs: { jobId: string };
  /** Who may do what here: members, invitations, keys. Nobody hears it, or what follows it, before being let in anew. */
  access: { changed: true };
}
