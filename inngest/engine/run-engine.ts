import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@/lib/platform/log';
import { createEngine } from './engine';
import { engineServer } from './http';
import type { Deliverer } from './qstash/deliver';
import type { QstashDoor } from './qstash/http';
import { openDatabase } from './store/database';
import { synchronize } from './synchronize';

export interface RunEngineOptions {
  /** A connection of the engine's role. */
  databaseUrl: string;
  /** 0 for any free one. */
  port: number;
  eventKey: string;
  /** Signs every call. */
  signingKey: string;
  /** The key before it: a program that still has it may look at runs. */
  signingKeyFallback?: string | null;
  /** Where the program answers the protocol; it need not be there yet. */
  serveUrl: string;
  /** Messages by QStash's publish API; left out, none are taken. */
  messages?: QstashDoor & Deliverer;
}

export interface RunningEngine {
  port: number;
  /** Takes nothing more and waits for what is under way. */
  close(): Promise<void>;
}

/** A program that has just started offers other functions than the one before it. */
const SYNCHRONIZE_EVERY_MS = 5_000;

/**
 * The engine with its address and its loop, driving one program by the real clock until it is closed.
 * @throws Error when the port is taken
 */
export async function runEngine({
  databaseUrl,
  port,
  eventKey,
  signingKey,
  signingKeyFallback = null,
  serveUrl,
  messages,
}: RunEngineOptions): Promise<RunningEngine> {
  const db = openDatabase(databaseUrl);
  const engine = createEngine({
    db,
    caller: { signingKey },
    ...(messages ? { deliverer: messages } : {}),
    onError: (error) => log.warn({ err: error }, 'the engine stumbled, and goes on'),
  });
  const server = engineServer({ engine, eventKey, signingKey, signingKeyFallback, qstash: messages ?? null });
  const stopping = new AbortController();
  let closing: Promise<void> | null = null;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  engine.start();
  void keepSynchronized();
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      closing ??= end();
      return closing;
    },
  };

  async function end(): Promise<void> {
    stopping.abort();
    server.close();
    server.closeAllConnections();
    await engine.stop();
    await db.end();
  }

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
}
