import { createServer } from 'node:http';
import type { InngestFunction } from 'inngest';
import { serve } from 'inngest/node';
import { vi } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { inngest } from '@/inngest/client';
import { createEngine, type Engine } from '@/inngest/engine/engine';
import { engineServer } from '@/inngest/engine/http';
import { openDatabase } from '@/inngest/engine/store/database';
import { synchronize } from '@/inngest/engine/synchronize';
import { engineToOneself } from '@/inngest/engine/testing/engine-to-oneself';
import { listening } from '@/inngest/engine/testing/listening';
import { readTraceparent } from '@/lib/platform/trace';
import { inTrace } from '@/lib/platform/work-context';

const SIGNING_KEY = 'ab'.repeat(32);
const EVENT_KEY = 'event-key-of-a-test';

export interface DrivenProgram {
  engine: Engine;
  admin: Awaited<ReturnType<typeof adminClient>>;
  /** Moves the engine's clock, and does everything that is due by then. */
  later(ms: number): Promise<void>;
  /** What the engine refused of the functions; empty when it runs them all. */
  refused: { id: string; refused: string }[];
  /** Where messages are delivered; nobody takes them there. */
  messagesTo: string;
  close(): Promise<void>;
}

/** The engine, and this process as the program it drives, with the functions given. The environment names the engine. */
export async function drivenProgram(functions: () => InngestFunction.Any[]): Promise<DrivenProgram> {
  const admin = await adminClient();
  await engineToOneself(admin);
  const db = openDatabase(process.env.DATABASE_ENGINE_URL!);
  let skippedMs = 0;
  const deliverTo: string[] = [];
  const engine = createEngine({
    db,
    caller: { signingKey: SIGNING_KEY },
    deliverer: { signingKey: 'messages of a test', deliverTo },
    now: () => Date.now() + skippedMs,
    chance: () => 0,
  });
  const door = engineServer({ engine, eventKey: EVENT_KEY, signingKey: SIGNING_KEY });
  vi.stubEnv('INNGEST_BASE_URL', await listening(door));
  vi.stubEnv('INNGEST_EVENT_KEY', EVENT_KEY);
  vi.stubEnv('INNGEST_SIGNING_KEY', SIGNING_KEY);
  const handler = serve({ client: inngest(), functions: functions(), servePath: '/api/inngest' });
  const program = createServer((request, response) => {
    if (!request.url?.startsWith('/api/inngest')) return void response.writeHead(404).end('there is nothing here');
    const trace = readTraceparent(request.headers.traceparent as string | undefined);
    inTrace(trace, () => void handler(request, response));
  });
  const messagesTo = await listening(program);
  deliverTo.push(messagesTo);
  const { refused } = await synchronize(engine, `${messagesTo}/api/inngest`, SIGNING_KEY);
  return {
    engine,
    admin,
    refused,
    messagesTo,
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
