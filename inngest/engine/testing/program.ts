import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Inngest, type InngestFunction } from 'inngest';
import { serve } from 'inngest/node';
import { adminClient } from '@/db/testing/catalogue';
import { createEngine, type Engine } from '../engine';
import { engineServer } from '../http';
import { openDatabase } from '../store/database';
import { forgetOld } from '../store/forget';
import { synchronize } from '../synchronize';
import { engineToOneself } from './engine-to-oneself';
import { listening } from './listening';

const EVENT_KEY = 'an-event-key';
const PATH = '/api/inngest';

export interface TestProgram {
  client: Inngest;
  engine: Engine;
  /** The engine's clock; real time plus what was skipped. */
  skip(ms: number): void;
  /** Offers these functions, as a program does that has just started. */
  offer(functions: InngestFunction.Any[]): ReturnType<typeof synchronize>;
  /** Answers nothing until `comeBack`, as when the program restarts. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Every run, oldest first. */
  runs(): Promise<
    { id: string; function_id: string; status: string; output: unknown; error: { message: string } | null }[]
  >;
  /** As the engine does now and then, that much later. */
  forgetOld(laterMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The engine and a program that speaks to it with the real library, in signed mode. */
export async function testProgram(): Promise<TestProgram> {
  const signingKey = `signkey-test-${randomBytes(32).toString('hex')}`;
  const db = openDatabase(process.env.DATABASE_ENGINE_URL!);
  const admin = await adminClient();
  await engineToOneself(admin);
  let skippedMs = 0;
  const engine = createEngine({
    db,
    caller: { signingKey, timeoutMs: 5_000 },
    now: () => Date.now() + skippedMs,
    chance: () => 0,
  });
  const door = engineServer({ engine, eventKey: EVENT_KEY, signingKey, now: () => Date.now() + skippedMs });
  const baseUrl = await listening(door);
  const client = new Inngest({
    id: 'test',
    isDev: false,
    baseUrl,
    eventKey: EVENT_KEY,
    signingKey,
    checkpointing: false,
    logger: silent,
  });
  let handler = serve({ client, functions: [] });
  let isAway = false;
  const program = createServer((request, response) => {
    if (isAway) request.socket.destroy();
    else void handler(request, response);
  });
  const programUrl = await listening(program);
  return {
    client,
    engine,
    skip(ms) {
      skippedMs += ms;
    },
    offer(functions) {
      handler = serve({ client, functions, servePath: PATH });
      return synchronize(engine, `${programUrl}${PATH}`, signingKey);
    },
    async goAway() {
      isAway = true;
      program.closeAllConnections();
    },
    async comeBack() {
      isAway = false;
    },
    async runs() {
      const { rows } = await admin.query(
        'select id, function_id, status, output, error from engine.runs order by created_at, id',
      );
      return rows;
    },
    forgetOld: (laterMs) => forgetOld(db, new Date(Date.now() + laterMs)),
    async close() {
      await engine.stop();
      for (const server of [door, program]) {
        server.closeAllConnections();
        server.close();
      }
      await db.end();
      await admin.end();
    },
  };
}

const silent = { info() {}, warn() {}, error() {}, debug() {} };
