import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine } from '@/inngest/engine/engine';
import { engineServer } from '@/inngest/engine/http';
import { openDatabase } from '@/inngest/engine/store/database';
import { synchronize } from '@/inngest/engine/synchronize';
import { log } from '@/lib/platform/log';

/*
 * The local engine as a process of its own, so that the program may be killed without it, and it without the program.
 */

/** A program that has just started offers other functions than the one before it. */
const SYNCHRONIZE_EVERY_MS = 5_000;

const variable = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const signingKey = variable('INNGEST_SIGNING_KEY');
const serveUrl = `${variable('ENGINE_PROGRAM_URL')}/api/inngest`;
const db = openDatabase(variable('DATABASE_ENGINE_URL'));
const engine = createEngine({
  db,
  caller: { signingKey },
  onError: (error) => log.warn({ err: error }, 'the engine stumbled, and goes on'),
});
const server = engineServer({ engine, eventKey: variable('INNGEST_EVENT_KEY'), signingKey });
const stopping = new AbortController();

await new Promise<void>((resolve, reject) => {
  server.once('error', reject);
  server.listen(Number(variable('ENGINE_PORT')), '127.0.0.1', resolve);
});
log.info({ port: Number(process.env.ENGINE_PORT) }, 'the engine listens');
engine.start();
void keepSynchronized();

async function keepSynchronized(): Promise<void> {
  let said = '';
  while (!stopping.signal.aborted) {
    try {
      const { refused } = await synchronize(engine, serveUrl, signingKey);
      const problems = refused.map(({ id, refused: reason }) => `${id}: ${reason}`).join('\n');
      if (problems !== said && problems !== '') log.error({ problems }, 'functions that the engine cannot run');
      said = problems;
    } catch (error) {
      log.debug({ err: error }, 'the program does not tell its functions yet');
    }
    await sleep(SYNCHRONIZE_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => {});
  }
}

async function stop(): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  server.close();
  server.closeAllConnections();
  await engine.stop();
  await db.end();
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop());
// Our standard input is a pipe the launcher holds: when it is killed, the pipe closes, whatever killed it.
if (process.env.THROUGHLINE_LAUNCHED === '1')
  process.stdin
    .on('end', () => void stop())
    .on('close', () => void stop())
    .on('error', () => void stop())
    .resume();
