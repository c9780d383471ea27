import { createServer } from 'node:http';
import { Inngest, type InngestFunction } from 'inngest';
import { serve } from 'inngest/edge';
import { eachOnce } from '@/inngest/signed-calls';
import { webListener } from '@/inngest/testing/web-listener';
import { triggersOf } from '@/inngest/triggers';

const APP_ID = 'program';
const SERVE_PATH = '/api/inngest';

const silent = { info() {}, warn() {}, error() {}, debug() {} };

/**
 * A small program that the engine drives: the published library over `node:http`, in signed mode, each call taken once
 * as in the real one, at `PORT`. It ends when its input ends, as with whoever started it.
 * @param answerTo what it answers to a GET of any other path, as JSON
 */
export function serveFunctions(
  functionsOf: (client: Inngest) => InngestFunction.Any[],
  answerTo: (path: string) => unknown = () => null,
): void {
  const client = new Inngest({
    id: APP_ID,
    isDev: false,
    checkpointing: false,
    baseUrl: process.env.INNGEST_BASE_URL!,
    eventKey: process.env.INNGEST_EVENT_KEY!,
    signingKey: process.env.INNGEST_SIGNING_KEY!,
    logger: silent,
  });
  const functions = functionsOf(client);
  const answer = serve({ client, functions, servePath: SERVE_PATH });
  const once = eachOnce((request) => answer(request as Request), {
    keys: [process.env.INNGEST_SIGNING_KEY!],
    triggers: triggersOf(functions, APP_ID),
  });
  const handler = webListener((request) => (request.method === 'POST' ? once(request) : answer(request)));
  const server = createServer((request, response) => {
    if (request.url?.startsWith(SERVE_PATH)) handler(request, response);
    else
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answerTo(request.url ?? '/') ?? null));
  });
  server.listen(Number(process.env.PORT), '127.0.0.1');
  const stop = () => process.exit(0);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
}
