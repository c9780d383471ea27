/** Of one event, as compact JSON in UTF-8. */
export const EVENT_BYTES_MAX = 32 * 1024;
/** Of a request's body, before and after decompression. */
export const BODY_BYTES_MAX = 500 * 1024;
/** Events in a batch of `POST /api/events/batch`. Segment bounds a batch by its bytes alone. */
export const BATCH_EVENTS_MAX = 1_000;
/** Objects and arrays inside one another, the event itself counted. */
export const DEPTH_MAX = 32;

/** Of a refused event, as much as is kept for the debugger. */
export const EXCERPT_BYTES_MAX = 2_048;

/** Text lengths are in UTF-16 units. */
export const IDENTIFIER_LENGTH_MAX = 512;
export const EVENT_ID_LENGTH_MAX = 255;
export const EVENT_TYPE_LENGTH_MAX = 200;
export const EMAIL_LENGTH_MAX = 254;

/** How far ahead of our clock an event may lie. */
export const AHEAD_MAX_MS = 24 * 3_600_000;
