import { serveFunctions } from '@/inngest';
import { outlivesAnswer } from '@/lib/api/outlive-answer';

let handlers: ReturnType<typeof serveFunctions> | null = null;

/** Made on the first call: importing a route must not need the environment. */
function served() {
  handlers ??= serveFunctions();
  return handlers;
}

export const dynamic = 'force-dynamic';
export const GET = (request: Request) => served().GET(request);
export const POST = outlivesAnswer((request: Request) => served().POST(request));
export const PUT = (request: Request) => served().PUT(request);
