import { z } from 'zod';
import { ingestAnswerSchema } from './event-body-schema';

const id = z.union([z.string(), z.number()]).nullish();
const anything = z.record(z.string(), z.unknown()).nullish();
const moment = z.union([z.string(), z.number()]).nullish();

/** What every message of Segment's HTTP API may carry; fields that are not named are ignored. */
const message = z.looseObject({
  messageId: id.describe('Makes the message known: sent again, it is a duplicate.'),
  userId: id,
  anonymousId: id.describe('This or userId is required.'),
  timestamp: moment,
  originalTimestamp: moment,
  sentAt: moment.describe("By the sender's clock, so that a wrong one can be corrected."),
  context: anything,
  writeKey: z.string().nullish().describe('Where no header can be sent.'),
});

const named = { name: z.string().nullish(), category: z.string().nullish(), properties: anything };

export const segmentSchemas = {
  identify: message.extend({ traits: anything }),
  track: message.extend({ event: z.string(), properties: anything }),
  page: message.extend(named),
  screen: message.extend(named),
  group: message.extend({ groupId: id, traits: anything }),
  alias: message.extend({ previousId: id }),
};

export const segmentBatchSchema = z.looseObject({
  batch: z.array(message.extend({ type: z.enum(['identify', 'track', 'page', 'screen', 'group', 'alias']) })),
  sentAt: moment,
  context: anything,
  writeKey: z.string().nullish(),
});

export const segmentAnswerSchema = ingestAnswerSchema.extend({ success: z.literal(true) });
