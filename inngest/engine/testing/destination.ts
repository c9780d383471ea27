import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { Client, Receiver } from '@upstash/qstash';
import type pg from 'pg';
import { adminClient } from '@/db/testing/catalogue';
import { createEngine, type Engine } from '../engine';
import { engineServer } from '../http';
import { type EngineDatabase, openDatabase } from '../store/database';
import { forgetOld } from '../store/forget';
import { engineToOneself } from './engine-to-oneself';
import { listening } from './listening';

/** A delivery as it came. */
export interface Delivered {
  method: string;
  path: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Reply = (response: ServerResponse, delivered: Delivered) => void | Promise<void>;

export interface TestDestination {
  engine: Engine;
  /** Another engine on the same database, by the same clock. */
  secondEngine(): Engine;
  db: EngineDatabase;
  admin: pg.Client;
  token: string;
  /** Where the engine takes messages. */
  baseUrl: string;
  client: Client;
  receiver: Receiver;
  signingKey: string;
  /** An address at the destination. */
  at(path: string): string;
  /** What has arrived, in order. */
  delivered: Delivered[];
  /** What the destination answers from now on; at first 200. */
  answers(reply: Reply): void;
  /** Nobody listens there any more. */
  goAway(): Promise<void>;
  now(): number;
  skip(ms: number): void;
  /** Does what is due after so long. */
  later(ms: number): Promise<void>;
  messages(): Promise<Record<string, unknown>[]>;
  queued(): Promise<number>;
  forgetOld(): Promise<void>;
  close(): Promise<void>;
}

const key = () => randomBytes(32).toString('base64url');

/** An engine that takes messages, and a destination that notes what is delivered. */
export async function testDestination(): Promise<TestDestination> {
  const [token, signingKey, nextSigningKey] = [key(), key(), key()];
  const db = openDatabase(process.env.DATABASE_ENGINE_URL!);
  const admin = await adminClient();
  await engineToOneself(admin);
  let skippedMs = 0;
  const now = () => Date.now() + skippedMs;
  const delivered: Delivered[] = [];
  let reply: Reply = (response) => void response.end('well');
  const destination = createServer(async (request, response) => {
    const path = request.url!;
    const url = `${origin}${path}`;
    delivered.push({ method: request.method!, path, url, headers: request.headers, body: await bodyOf(request) });
    await reply(response, delivered.at(-1)!);
  });
  const origin = await listening(destination);
  const newEngine = () =>
    createEngine({
      db,
      caller: { signingKey: 'signkey-test-00' },
      deliverer: { signingKey, deliverTo: [origin] },
      now,
    });
  const engine = newEngine();
  const door = engineServer({ engine, eventKey: key(), signingKey: '00', qstash: { token, deliverTo: [origin] }, now });
  const baseUrl = await listening(door);
  return {
    engine,
    secondEngine: newEngine,
    db,
    admin,
    token,
    baseUrl,
    client: new Client({ baseUrl, token, retry: false }),
    receiver: new Receiver({ currentSigningKey: signingKey, nextSigningKey }),
    signingKey,
    at: (path) => `${origin}${path}`,
    delivered,
    answers(next) {
      reply = next;
    },
    async goAway() {
      destination.closeAllConnections();
      destination.close();
      await once(destination, 'close');
    },
    now,
    skip(ms) {
      skippedMs += ms;
    },
    async later(ms) {
      skippedMs += ms;
      await engine.drain();
    },
    messages: async () => (await admin.query('select * from engine.messages order by id')).rows,
    queued: async () => (await admin.query('select from engine.queue')).rowCount ?? 0,
    forgetOld: () => forgetOld(db, new Date(now())),
    async close() {
      await engine.stop();
      for (const server of [door, destination]) {
        server.closeAllConnections();
        server.close();
      }
      await db.end();
      await admin.end();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
