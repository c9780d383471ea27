export { announce, LIVE_CHANNEL } from './announce';
export { STREAM_HEADERS, streamOrg, streamResponse } from './answer-stream';
export type { LeadsChanged, LiveKinds } from './contract';
export { forgetOldChanges, lookForChanges } from './hub';
export { type LiveReader, type LiveSink, openLiveStream } from './stream';
