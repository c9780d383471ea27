import type { NextRequest } from 'next/server';
import { serveFunctions } from '@/inngest';
import { outlivesAnswer } from '@/lib/api/outlive-answer';

let handlers: ReturnType<typeof serveFunctions> | null = null;

/** Made on the first call: importing a route must not need the environment. */
function served() {
  handlers ??= serveFunctions();
  return handlers;
}

export const dynamic = 'force-dynamic';
export const GET = (request: NextRequest, context: unknown) => served().GET(request, context);
export const POST = outlivesAnswer((request: NextRequest, context: unknown) => served().POST(request, context));
export const PUT = (request: NextRequest, context: unknown) => served().PUT(request, context);
