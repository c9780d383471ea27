import { identityContract } from '@/lib/identity/contract';
import { jobsContract } from '@/lib/jobs/contract';
import { leadsContract } from '@/lib/leads/contract';
import { mailContract } from '@/lib/mail/contract';
import { metricsContract } from '@/lib/metrics/contract';
import { scoringContract } from '@/lib/scoring/contract';
import { systemContract } from '@/lib/system/contract';
import { trackingContract } from '@/lib/tracking/contract';

/** Every typed endpoint: the router, the client hooks, OpenAPI and the authorization matrix read this one object. */
export const contract = {
  identity: identityContract,
  tracking: trackingContract,
  leads: leadsContract,
  scoring: scoringContract,
  mail: mailContract,
  metrics: metricsContract,
  jobs: jobsContract,
  system: systemContract,
};
