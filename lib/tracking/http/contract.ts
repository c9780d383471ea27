import { endpoint } from '@/lib/tenancy/endpoint';
import { eventBatchSchema, eventBodySchema, ingestAnswerSchema } from './event-body-schema';
import { segmentAnswerSchema, segmentBatchSchema, segmentSchemas } from './segment-schema';

const ingest = () => endpoint('ingest', { plain: true });

/** Segment's paths stand at the root of the host, beside `/api`; the operation says so by a server of its own. */
const segment = (call: string, summary: string) =>
  ingest().route({
    method: 'POST',
    path: `/v1/${call}`,
    tags: ['segment'],
    summary,
    spec: (operation) => ({ ...operation, servers: [{ url: '/' }] }),
  });

/**
 * The ways into the ledger, answered by the door and declared here for the reference and the authorization matrix.
 * Paths are under `/api`, except those under `/v1/`, which are as they stand.
 */
export const doorContract = {
  ingestEvent: ingest()
    .route({
      method: 'POST',
      path: '/events',
      successStatus: 202,
      tags: ['tracking'],
      summary: 'Store one event; answered when it is durable',
    })
    .input(eventBodySchema)
    .output(ingestAnswerSchema),
  ingestBatch: ingest()
    .route({
      method: 'POST',
      path: '/events/batch',
      successStatus: 202,
      tags: ['tracking'],
      summary: 'Store up to 1,000 events; each is judged on its own',
    })
    .input(eventBatchSchema)
    .output(ingestAnswerSchema),
  identify: segment('identify', 'Segment: who somebody is').input(segmentSchemas.identify).output(segmentAnswerSchema),
  track: segment('track', 'Segment: something happened').input(segmentSchemas.track).output(segmentAnswerSchema),
  page: segment('page', 'Segment: a page was seen').input(segmentSchemas.page).output(segmentAnswerSchema),
  screen: segment('screen', 'Segment: a screen was seen').input(segmentSchemas.screen).output(segmentAnswerSchema),
  group: segment('group', 'Segment: somebody belongs to a group')
    .input(segmentSchemas.group)
    .output(segmentAnswerSchema),
  alias: segment('alias', 'Segment: two ids name one person').input(segmentSchemas.alias).output(segmentAnswerSchema),
  batch: segment('batch', 'Segment: several calls at once').input(segmentBatchSchema).output(segmentAnswerSchema),
};
