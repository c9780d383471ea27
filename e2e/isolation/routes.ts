import * as typed from '@/app/api/[...path]/route';
import * as auth from '@/app/api/auth/[...all]/route';
import * as token from '@/app/api/auth/token/route';
import * as cron from '@/app/api/cron/[name]/route';
import * as batch from '@/app/api/events/batch/route';
import * as events from '@/app/api/events/route';
import * as inngest from '@/app/api/inngest/route';
import * as openapi from '@/app/api/openapi.json/route';
import * as queue from '@/app/api/queue/[kind]/route';
import * as stream from '@/app/api/stream/route';
import * as health from '@/app/health/route';
import * as segment from '@/app/v1/[...path]/route';
import { declareFront } from '@/lib/platform/front';

/** What the brackets in a route's address may be called. */
interface Params {
  all: string[];
  name: string;
  kind: string;
}

type Answer = (request: Request, context: { params: Promise<Params> }) => Response | Promise<Response>;

/** Every route handler of the program by its file, and the addresses that Next sends to it; the first that fits answers. */
export const ROUTE_HANDLERS: { file: string; address: RegExp; module: object }[] = [
  { file: 'app/api/auth/token/route.ts', address: /^\/api\/auth\/token$/, module: token },
  { file: 'app/api/auth/[...all]/route.ts', address: /^\/api\/auth\/.+/, module: auth },
  { file: 'app/api/events/batch/route.ts', address: /^\/api\/events\/batch$/, module: batch },
  { file: 'app/api/events/route.ts', address: /^\/api\/events$/, module: events },
  { file: 'app/api/openapi.json/route.ts', address: /^\/api\/openapi\.json$/, module: openapi },
  { file: 'app/api/stream/route.ts', address: /^\/api\/stream$/, module: stream },
  { file: 'app/api/cron/[name]/route.ts', address: /^\/api\/cron\/[^/]+$/, module: cron },
  { file: 'app/api/queue/[kind]/route.ts', address: /^\/api\/queue\/[^/]+$/, module: queue },
  { file: 'app/api/inngest/route.ts', address: /^\/api\/inngest$/, module: inngest },
  { file: 'app/api/[...path]/route.ts', address: /^\/api\/.+/, module: typed },
  { file: 'app/health/route.ts', address: /^\/health$/, module: health },
  { file: 'app/v1/[...path]/route.ts', address: /^\/v1\/.+/, module: segment },
];

// As behind the server of ours: there is no platform here that would wait for what goes on after an answer.
declareFront();

/** Answers as the running program does, without a server and without proxy.ts. */
export async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const handler = ROUTE_HANDLERS.find(({ address }) => address.test(pathname));
  const method = (handler?.module as Record<string, Answer | undefined> | undefined)?.[request.method];
  if (!method) throw new Error(`no route handler answers ${request.method} ${pathname}`);
  const all = pathname.split('/').slice(3);
  const last = decoded(all.at(-1) ?? '');
  return method(request, { params: Promise.resolve({ all, name: last, kind: last }) });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
