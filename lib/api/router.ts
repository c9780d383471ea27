import { SCHEDULES, scheduleRequest } from '@/inngest/schedule';
import { identityEndpoints } from '@/lib/identity/endpoints';
import { jobsEndpoints } from '@/lib/jobs/endpoints';
import { leadsEndpoints } from '@/lib/leads/endpoints';
import { mailEndpoints } from '@/lib/mail/endpoints';
import { metricsEndpoints } from '@/lib/metrics/endpoints';
import { scoringEndpoints } from '@/lib/scoring/endpoints';
import { systemEndpoints } from '@/lib/system/endpoints';
import { trackingEndpoints } from '@/lib/tracking/endpoints';
import { forgetIngestKeys } from '@/lib/tracking/http';
import { newOrganizationContent } from './new-organization';

/** Every typed endpoint with what answers it; the shape of lib/contract.ts. */
export const router = {
  identity: identityEndpoints({ seed: newOrganizationContent, keysChanged: forgetIngestKeys }),
  tracking: trackingEndpoints,
  leads: leadsEndpoints,
  scoring: scoringEndpoints,
  mail: mailEndpoints,
  metrics: metricsEndpoints,
  jobs: jobsEndpoints,
  system: systemEndpoints({ schedules: SCHEDULES, scheduleRequest }),
};
