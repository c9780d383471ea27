import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { engineToOneself } from '../testing/engine-to-oneself';
import { type EngineDatabase, type EngineDb, openDatabase } from './database';

const LATER = new Date('2100-01-01T00:00:00Z');

let admin: Awaited<ReturnType<typeof adminClient>>;
let db: EngineDatabase;
beforeAll(async () => {
  admin = await adminClient();
  await engineToOneself(admin);
  db = openDatabase(process.env.DATABASE_ENGINE_URL!, 1);
});
afterAll(async () => {
  await db.end();
  await admin.end();
});

const note = (on: EngineDb, key: string) =>
  on.write('insert into engine.seen (function_id, key, until) values ($1, $2, $3)', ['test', key, LATER]);
const noted = async () =>
  (await db.query<{ key: string }>('select key from engine.seen order by key')).rows.map(({ key }) => key);

it('what is written without being waited for is seen by the next statement, and is there after the transaction', async () => {
  const seen = await db.transaction(async (tx) => {
    await note(tx, 'a');
    await note(tx, 'b');
    return (await tx.query<{ n: number }>('select count(*)::int as n from engine.seen')).rows[0]!.n;
  });
  expect(seen).toBe(2);
  expect(await noted()).toEqual(['a', 'b']);
});

it('a write that fails takes the whole transaction back, even the last one before its commit', async () => {
  const failing = db.transaction(async (tx) => {
    await note(tx, 'c');
    await note(tx, 'a');
  });
  await expect(failing).rejects.toThrow(/duplicate key/);
  expect(await noted()).toEqual(['a', 'b']);
});

it('a transaction whose work throws leaves nothing, nor a connection in the midst of it', async () => {
  const failing = db.transaction(async (tx) => {
    await note(tx, 'd');
    await tx.query('select 1');
    throw new Error('thought better of it');
  });
  await expect(failing).rejects.toThrow('thought better of it');
  await db.transaction((tx) => note(tx, 'e'));
  expect(await noted()).toEqual(['a', 'b', 'e']);
});
