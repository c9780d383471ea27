import { implementEndpoints, orgOf } from '@/lib/tenancy/router';
import { trackingContract } from './contract';
import { debugEvents } from './debug-events';
import { forgetIngestKeys } from './http';
import { listEvents } from './list-events';
import { createSource, listSources, revealWriteKey, revokeSource, rotateWriteKey, updateSource } from './sources';

const os = implementEndpoints(trackingContract);

export const trackingEndpoints = os.router({
  listEvents: os.listEvents.handler(({ context, input }) => listEvents(orgOf(context), input)),
  debugEvents: os.debugEvents.handler(({ context, input }) => debugEvents(orgOf(context), input)),
  listSources: os.listSources.handler(({ context, input }) => listSources(orgOf(context), input)),
  createSource: os.createSource.handler(({ context, input }) => createSource(orgOf(context), input)),
  updateSource: os.updateSource.handler(({ context, input }) => keysChanged(updateSource(orgOf(context), input))),
  revealWriteKey: os.revealWriteKey.handler(({ context, input }) => revealWriteKey(orgOf(context), input)),
  rotateWriteKey: os.rotateWriteKey.handler(({ context, input }) => keysChanged(rotateWriteKey(orgOf(context), input))),
  revokeSource: os.revokeSource.handler(({ context, input }) => keysChanged(revokeSource(orgOf(context), input))),
});

/** The door remembers keys for some seconds; a changed source must be looked up again at once. */
async function keysChanged<T>(change: Promise<T>): Promise<T> {
  const changed = await change;
  forgetIngestKeys();
  return changed;
}
