import { describe, expect, it } from 'vitest';
import { sessionWatch } from './session-watch';

const text = (value: string) => Buffer.from(`${value}\0`);

function message(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(kind), length, body]);
}

const start = (fields: Record<string, string>) =>
  message('', Buffer.concat([Buffer.alloc(4), ...Object.entries(fields).flat().map(text), Buffer.from([0])]));
const query = (statement: string) => message('Q', text(statement));
const parse = (name: string, statement: string) =>
  message('P', Buffer.concat([text(name), text(statement), Buffer.alloc(2)]));

function told(bytes: Buffer, piece = bytes.length): string[] {
  const words: string[] = [];
  const watch = sessionWatch((said) => words.push(said));
  for (let from = 0; from < bytes.length; from += piece) watch(bytes.subarray(from, from + piece));
  return words;
}

const STARTED = start({ user: 'throughline_app', database: 'throughline', application_name: 'throughline-app' });

describe('what a transaction pooler would lose', () => {
  it.each([
    'listen throughline_live',
    'SET statement_timeout = 100',
    `select set_config('app.org_id', $1, false)`,
    'select pg_advisory_lock(7)',
    'select pg_try_advisory_lock($1)',
    'create temp table kept (id int)',
    'prepare by_name as select 1',
    'declare rows cursor with hold for select 1',
  ])('%s is seen, said at once or prepared, in whatever pieces it comes', (statement) => {
    for (const sent of [query(statement), parse('named', statement)])
      for (const piece of [1, 7, 1_000]) expect(told(Buffer.concat([STARTED, sent]), piece)).toEqual([statement]);
  });

  it.each([
    'begin',
    `select set_config('app.org_id', $1, true)`,
    'set local statement_timeout = 100',
    'set transaction isolation level repeatable read',
    'select pg_advisory_xact_lock($1)',
    'create temp table rows (id int) on commit drop',
    `select pg_notify('throughline_live', '')`,
    'update settings set value = 1',
    'discard plans',
  ])('%s is not', (statement) => {
    expect(told(Buffer.concat([STARTED, query(statement), parse('', statement)]), 5)).toEqual([]);
  });

  it('a parameter of the start that poolers refuse is seen', () => {
    expect(told(start({ user: 'throughline_app', statement_timeout: '100' }))).toEqual([
      'start with statement_timeout',
    ]);
  });
});
