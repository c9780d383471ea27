import { createServer } from 'node:http';
import type { InngestFunction } from 'inngest';
import { vi } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { createEngine, type Engine } from '@/inngest/engine/engine';
import { engineServer } from '@/inngest/engine/http';
import { openDatabase } from '@/inngest/engine/store/database';
import { synchronize } from '@/inngest/engine/synchronize';
import { engineToOneself } from '@/inngest/engine/testing/engine-to-oneself';
import { listening } from '@/inngest/engine/testing/listening';
import { answerProtocol } from '@/inngest/serve';
import { webListener } from './web-listener';

/** What the engine and the program of a test share. */
export const SHARED = {
  signingKey: 'ab'.repeat(32),
  eventKey: 'event-key-of-a-test',
  qstashToken: 'token-of-a-test',
  qstashKey: 'messages-of-a-test',
  nextQstashKey: 'next-messages-of-a-test',
};

export interface DrivenProgram {
  engine: Engine;
  admin: Awaited<ReturnType<typeof adminClient>>;
  /** Where the engine takes events and messages. */
  engineUrl: string;
  /** Where the program is, and messages are delivered. */
  programUrl: string;
  /** Moves the engine's clock, and does everything that is due by then. */
  later(ms: number): Promise<void>;
  /** What the engine refused of the functions; empty when it runs them all. */
  refused: { id: string; refused: string }[];
  close(): Promise<void>;
}

type Durable = ReturnType<typeof answerProtocol>;
type Route = (request: Request) => Response | Promise<Response>;

const NOTHING: Route = () => new Response('there is nothing here', { status: 404 });

/**
 * The engine, and this process as the program it drives, with the functions given. The environment names the engine and
 * the program.
 * @param route answers what is asked for besides the functions, such as messages
 */
export async function drivenProgram(
  functions: () => InngestFunction.Any[],
  route: Route = NOTHING,
): Promise<DrivenProgram> {
  const admin = await adminClient();
  await engineToOneself(admin);
  const db = openDatabase(process.env.DATABASE_ENGINE_URL!);
  let skippedMs = 0;
  const { signingKey, eventKey, qstashToken, qstashKey, nextQstashKey } = SHARED;
  const deliverTo: string[] = [];
  const now = () => Date.now() + skippedMs;
  const engine = createEngine({
    db,
    caller: { signingKey },
    deliverer: { signingKey: qstashKey, deliverTo },
    now,
    chance: () => 0,
  });
  const door = engineServer({ engine, eventKey, signingKey, qstash: { token: qstashToken, deliverTo }, now });
  const engineUrl = await listening(door);
  let durable: Durable | null = null;
  const program = createServer(
    webListener((request) => {
      if (!durable || new URL(request.url).pathname !== '/api/inngest') return route(request);
      return durable[request.method as keyof Durable](request);
    }),
  );
  const programUrl = await listening(program);
  deliverTo.push(programUrl);
  const environment = {
    // Pages of the program are asked for under its own name; only messages must find it.
    ...(route === NOTHING ? {} : { APP_URL: programUrl }),
    INNGEST_BASE_URL: engineUrl,
    INNGEST_EVENT_KEY: eventKey,
    INNGEST_SIGNING_KEY: signingKey,
    QSTASH_URL: engineUrl,
    QSTASH_TOKEN: qstashToken,
    QSTASH_CURRENT_SIGNING_KEY: qstashKey,
    QSTASH_NEXT_SIGNING_KEY: nextQstashKey,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  durable = answerProtocol(functions());
  const { refused } = await synchronize(engine, `${programUrl}/api/inngest`, signingKey);
  return {
    engine,
    admin,
    engineUrl,
    programUrl,
    refused,
    async later(ms) {
      skippedMs += ms;
      await engine.drain();
    },
    async close() {
      await engine.stop();
      for (const server of [door, program]) {
        server.closeAllConnections();
        server.close();
      }
      await db.end();
      await admin.end();
      vi.unstubAllEnvs();
    },
  };
}
