import { orgFunction } from '@/inngest/org-function';
import { scheduledFunction } from '@/inngest/scheduled';
import { organizationsWithWork, sweepOrganization } from '@/lib/leads';

const ORGANIZATION_DUE = 'leads/sweep.organization';

/** Finds out which organizations have work, and asks for each by an event of its own: one that fails stops no other. */
export const sweep = () =>
  scheduledFunction('sweep', async ({ step, work }) => {
    const orgIds = (await work('find organizations with work', () => organizationsWithWork(new Date()))) as string[];
    if (orgIds.length > 0)
      await step.sendEvent(
        'ask for each',
        orgIds.map((orgId) => ({ name: ORGANIZATION_DUE, data: { orgId } })),
      );
    return { organizations: orgIds.length };
  });

export const sweepOne = () =>
  orgFunction({ id: 'sweep-organization', event: ORGANIZATION_DUE, perOrganization: 1, retries: 2 }, ({ ctx, step }) =>
    step('sweep', () => sweepOrganization(ctx)),
  );
