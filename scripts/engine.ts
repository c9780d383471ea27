import { runEngine } from '@/inngest/engine/run-engine';
import { log } from '@/lib/platform/log';
import { startTracing, stopTracing } from '@/lib/platform/trace/start-tracing';

/*
 * The local engine as a process of its own, so that the program may be killed without it, and it without the program.
 */

const variable = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

await startTracing('throughline-engine');
const programUrl = variable('ENGINE_PROGRAM_URL');
const { port, close } = await runEngine({
  databaseUrl: variable('DATABASE_ENGINE_URL'),
  port: Number(variable('ENGINE_PORT')),
  eventKey: variable('INNGEST_EVENT_KEY'),
  signingKey: variable('INNGEST_SIGNING_KEY'),
  signingKeyFallback: process.env.INNGEST_SIGNING_KEY_FALLBACK || null,
  serveUrl: `${programUrl}/api/inngest`,
  messages: {
    token: variable('QSTASH_TOKEN'),
    signingKey: variable('QSTASH_CURRENT_SIGNING_KEY'),
    // The program under both of its names; messages go nowhere else.
    deliverTo: [...new Set([programUrl, process.env.APP_URL || programUrl].map((url) => new URL(url).origin))],
  },
});
log.info({ port }, 'the engine listens');

const stop = () =>
  void close()
    .then(stopTracing)
    .then(() => process.exit(0));

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
// Our standard input is a pipe the launcher holds: when it is killed, the pipe closes, whatever killed it.
if (process.env.THROUGHLINE_LAUNCHED === '1')
  process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
