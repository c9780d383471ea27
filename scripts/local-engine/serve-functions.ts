import { createServer } from 'node:http';
import { Inngest, type InngestFunction } from 'inngest';
import { serve } from 'inngest/node';

const SERVE_PATH = '/api/inngest';

const silent = { info() {}, warn() {}, error() {}, debug() {} };

/**
 * A small program that the engine drives: the published library over `node:http`, in signed mode, at `PORT`. It ends
 * when its input ends, as with whoever started it.
 * @param answerTo what it answers to a GET of any other path, as JSON
 */
export function serveFunctions(
  functionsOf: (client: Inngest) => InngestFunction.Any[],
  answerTo: (path: string) => unknown = () => null,
): void {
  const client = new Inngest({
    id: 'program',
    isDev: false,
    checkpointing: false,
    baseUrl: process.env.INNGEST_BASE_URL!,
    eventKey: process.env.INNGEST_EVENT_KEY!,
    signingKey: process.env.INNGEST_SIGNING_KEY!,
    logger: silent,
  });
  const handler = serve({ client, functions: functionsOf(client), servePath: SERVE_PATH });
  const server = createServer((request, response) => {
    if (request.url?.startsWith(SERVE_PATH)) void handler(request, response);
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
