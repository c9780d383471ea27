import type { Campaign } from './campaign';
import type { PageDescription } from './page-views';

export const LIBRARY = { name: 'throughline.js', version: '1.0.0' };

/** The part of an event that depends on the call. */
export type CallFields =
  | { type: 'track'; event: string; properties: object }
  | { type: 'page'; name?: string; properties: object }
  | { type: 'identify'; traits: object }
  | { type: 'alias'; userId: string; previousId: string };

/** An event as Segment's HTTP API takes it. */
export type WireEvent = CallFields & {
  messageId: string;
  /** ISO 8601, by the visitor's clock. */
  timestamp: string;
  anonymousId: string;
  userId?: string;
  context: {
    page: PageDescription;
    campaign?: Campaign;
    library: typeof LIBRARY;
    locale: string;
    screen: { width: number; height: number };
  };
};
