import { implementEndpoints, orgOf } from '@/lib/tenancy/router';
import { leadsContract } from './contract';
import { exportLeads } from './export-leads';
import { getLead } from './get-lead';
import { getTimeline } from './get-timeline';
import { leaderboard, leaderboardByStage, needingAttention } from './leaderboard';
import { listLeads } from './list-leads';

const os = implementEndpoints(leadsContract);

export const leadsEndpoints = os.router({
  listLeads: os.listLeads.handler(({ context, input }) => listLeads(orgOf(context), input)),
  exportLeads: os.exportLeads.handler(async ({ context, input }) => {
    const { fileName, body } = await exportLeads(orgOf(context), input);
    return {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${fileName}"`,
      },
      body,
    };
  }),
  getLead: os.getLead.handler(({ context, input }) => getLead(orgOf(context), input)),
  getTimeline: os.getTimeline.handler(({ context, input }) => getTimeline(orgOf(context), input)),
  leaderboard: os.leaderboard.handler(({ context, input }) => leaderboard(orgOf(context), input)),
  leaderboardByStage: os.leaderboardByStage.handler(({ context, input }) => leaderboardByStage(orgOf(context), input)),
  needingAttention: os.needingAttention.handler(({ context, input }) => needingAttention(orgOf(context), input)),
});
