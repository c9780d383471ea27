import { SEGMENT_CALLS, type SegmentCall } from './segment-call';

/** What a path of the door takes. */
export type DoorRoute =
  | { kind: 'event' }
  | { kind: 'batch' }
  | { kind: 'segment'; call: SegmentCall }
  | { kind: 'segment-batch' }
  | { kind: 'unknown' };

const ROUTES = new Map<string, DoorRoute>([
  ['/api/events', { kind: 'event' }],
  ['/api/events/batch', { kind: 'batch' }],
  ['/v1/batch', { kind: 'segment-batch' }],
  ...SEGMENT_CALLS.map((call): [string, DoorRoute] => [`/v1/${call}`, { kind: 'segment', call }]),
]);
// A redirect counts as delivered with Segment's libraries, so the path with a slash at its end is the path itself.
for (const [path, route] of [...ROUTES]) ROUTES.set(`${path}/`, route);

const UNKNOWN: DoorRoute = { kind: 'unknown' };

/**
 * The door's route for a request, or null when it is somebody else's: what reads `/api/events`, and the preflight of
 * that, is the typed API's.
 */
export function routeOf(method: string, url: string, headers: Readonly<Record<string, unknown>>): DoorRoute | null {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  const route = ROUTES.get(path);
  if (route === undefined) return path.startsWith('/v1/') ? UNKNOWN : null;
  if (route.kind === 'event' && (method === 'OPTIONS' ? headers['access-control-request-method'] : method) !== 'POST')
    return null;
  return route;
}
