import { randomBytes } from 'node:crypto';
import { adminClient } from '@/db/testing/catalogue';
import { runEngine } from '@/inngest/engine/run-engine';
import { engineToOneself } from '@/inngest/engine/testing/engine-to-oneself';

/** The engine that the suite is about; nothing of it is known but this. */
export interface EngineUnderTest {
  url: string;
  eventKey: string;
  close(): Promise<void>;
}

export interface Keys {
  eventKey: string;
  signingKey: string;
}

/** Those of the engine that `CONFORMANCE_ENGINE_URL` names, or new ones for our own. */
export function keysUnderTest(): Keys {
  const { CONFORMANCE_ENGINE_URL, CONFORMANCE_EVENT_KEY, CONFORMANCE_SIGNING_KEY } = process.env;
  if (!CONFORMANCE_ENGINE_URL)
    return { eventKey: 'an-event-key', signingKey: `signkey-test-${randomBytes(32).toString('hex')}` };
  if (!CONFORMANCE_EVENT_KEY || !CONFORMANCE_SIGNING_KEY)
    throw new Error('CONFORMANCE_ENGINE_URL needs CONFORMANCE_EVENT_KEY and CONFORMANCE_SIGNING_KEY beside it');
  return { eventKey: CONFORMANCE_EVENT_KEY, signingKey: CONFORMANCE_SIGNING_KEY };
}

/** The engine that `CONFORMANCE_ENGINE_URL` names; without it our own, as a process of its own runs it. */
export async function engineUnderTest(keys: Keys, serveUrl: string): Promise<EngineUnderTest> {
  const { CONFORMANCE_ENGINE_URL: url } = process.env;
  if (url) return { url: url.replace(/\/$/, ''), eventKey: keys.eventKey, close: async () => {} };
  const admin = await adminClient();
  await engineToOneself(admin);
  const engine = await runEngine({ ...keys, databaseUrl: process.env.DATABASE_ENGINE_URL!, port: 0, serveUrl });
  return {
    url: `http://127.0.0.1:${engine.port}`,
    eventKey: keys.eventKey,
    async close() {
      await engine.close();
      await admin.end();
    },
  };
}
