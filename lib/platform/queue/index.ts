export { type QueuePayload, queuePayload } from './payload';
export { isQueueSet, type Publication, publish } from './publish';
