import { implementEndpoints, orgOf } from '@/lib/tenancy/router';
import { checkConnections } from './check-connections';
import { configuration } from './configuration';
import { systemContract } from './contract';
import { listEventsSetAside, retryEventsSetAside } from './events-set-aside';
import { listFailedMessages, retryMessage } from './failed-messages';
import { systemHealth } from './health';
import { systemMetrics } from './metrics';
import { cancelRun, getRun, listRuns, retryFailedRuns, retryRun } from './runs';
import type { Schedules } from './schedule';
import { systemStats } from './stats';
import { listWorkers, runWorker, type ScheduleRequest } from './workers';

interface SystemDeps {
  /** The one page of schedules; handed in, because it stands with the functions, above all domains. */
  schedules: Schedules;
  scheduleRequest: ScheduleRequest;
}

export function systemEndpoints({ schedules, scheduleRequest }: SystemDeps) {
  const os = implementEndpoints(systemContract);
  return os.router({
    getHealth: os.getHealth.handler(({ context }) => systemHealth(orgOf(context), schedules)),
    getMetrics: os.getMetrics.handler(({ context }) => systemMetrics(orgOf(context))),
    listWorkers: os.listWorkers.handler(({ context }) => listWorkers(orgOf(context), schedules)),
    runWorker: os.runWorker.handler(({ context, input }) =>
      runWorker(orgOf(context), schedules, input.name, scheduleRequest),
    ),
    getStats: os.getStats.handler(({ context }) => systemStats(orgOf(context))),
    getConfiguration: os.getConfiguration.handler(({ context }) => configuration(orgOf(context))),
    checkConnections: os.checkConnections.handler(({ context }) => checkConnections(orgOf(context))),
    listRuns: os.listRuns.handler(({ context, input }) => listRuns(orgOf(context), input)),
    getRun: os.getRun.handler(({ context, input }) => getRun(orgOf(context), input.id)),
    retryRun: os.retryRun.handler(({ context, input }) => retryRun(orgOf(context), input.id)),
    cancelRun: os.cancelRun.handler(({ context, input }) => cancelRun(orgOf(context), input.id)),
    retryFailedRuns: os.retryFailedRuns.handler(({ context }) => retryFailedRuns(orgOf(context))),
    listFailedMessages: os.listFailedMessages.handler(({ context, input }) =>
      listFailedMessages(orgOf(context), input),
    ),
    retryMessage: os.retryMessage.handler(({ context, input }) => retryMessage(orgOf(context), input.id)),
    listEventsSetAside: os.listEventsSetAside.handler(({ context, input }) =>
      listEventsSetAside(orgOf(context), input),
    ),
    retryEventsSetAside: os.retryEventsSetAside.handler(({ context }) => retryEventsSetAside(orgOf(context))),
  });
}
