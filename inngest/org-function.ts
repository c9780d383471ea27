import { type InngestFunction, NonRetriableError } from 'inngest';
import { isUuid } from '@/lib/platform/uuid';
import { inWork } from '@/lib/platform/work-context';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { inngest } from './client';
import { mapped } from './map-error';
import { tracedStep } from './traced-step';

export interface OrgFunctionConfig {
  id: string;
  /** Events that ask for it; each names its organization in `data.orgId`. */
  event: string;
  /** How often it is tried again. */
  retries?: 0 | 1 | 2 | 3 | 4 | 5 | 10;
  /** Steps of one organization that run at once. */
  perOrganization?: number;
}

interface OrgRun {
  ctx: OrgContext;
  data: Record<string, unknown>;
  /** Does something once and remembers what it returned. Our errors become a repetition or the end, by the error table. */
  step<T>(id: string, work: () => Promise<T>): Promise<unknown>;
}

/**
 * A durable function inside one organization. The organization is restored from the event, so that its work goes
 * through the same walls as everybody's; an event without one is refused for good.
 */
export function orgFunction(
  { id, event, retries = 4, perOrganization }: OrgFunctionConfig,
  handler: (run: OrgRun) => Promise<unknown>,
): InngestFunction.Any {
  return inngest().createFunction(
    {
      id,
      retries,
      triggers: [{ event }],
      ...(perOrganization ? { concurrency: { limit: perOrganization, key: 'event.data.orgId' } } : {}),
    },
    async ({ event: { data }, step, runId, attempt }) => {
      const { orgId } = data as Record<string, unknown>;
      if (!isUuid(orgId)) throw new NonRetriableError('The event names no organization.');
      const ctx = jobContext(orgId, id, runId);
      const run = { functionId: id, runId, orgId, attempt };
      return inWork({ functionId: id, runId, orgId }, () =>
        mapped(() =>
          handler({
            ctx,
            data,
            step: (name, work) => step.run(name, () => mapped(() => tracedStep(run, name, work))),
          }),
        ),
      );
    },
  );
}
