import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DoorResponse } from './door-types';
import { type MemoryDoor, memoryDoor, WRITE_KEY } from './testing/memory-door';

/** A collection of JSON texts of which y_ must parse and n_ must not; read where it is at hand, beside the cases below. */
const SUITE = path.join(process.env.THROUGHLINE_DATA ?? '../shared/data', 'json-test-suite');

const VALID = '{"eventId":"neighbour","type":"note","userId":"u"}';

function ask(
  memory: MemoryDoor,
  url: string,
  body: Buffer | string,
  headers: Record<string, string> = {},
): Promise<DoorResponse> {
  const answer = memory.door({
    method: 'POST',
    url,
    headers: { 'x-api-key': WRITE_KEY, ...headers },
    body: Buffer.isBuffer(body) ? body : Buffer.from(body),
    address: '127.0.0.1',
    ip: '127.0.0.1',
    receivedAtMs: Date.now(),
  });
  if (answer === null) throw new Error(`${url} is not the door's`);
  return Promise.resolve(answer);
}

/** An escape, that is: one backslash or three before the `u`, not two, which are a backslash and a letter. */
const BAD_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

const rowsAreStorable = (memory: MemoryDoor) =>
  memory
    .stored()
    .every(
      (row) =>
        [row.type, row.eventId, row.identifiers, row.properties, row.context].every(
          (text) => !/\0|\p{Surrogate}/u.test(text),
        ) && [row.identifiers, row.properties, row.context].every((json) => !BAD_ESCAPE.test(json)),
    );

const HOSTILE = [
  '',
  ' ',
  'null',
  'true',
  '7',
  '"text"',
  '[]',
  '{',
  '{}',
  '{"a":1,}',
  "{'a':1}",
  '{"a":NaN}',
  '{"a":Infinity}',
  '{"a":01}',
  '{"a":"\t"}',
  '{"a":"\\x41"}',
  '\u0000',
  '['.repeat(100_000),
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  '{"__proto__":{"type":"note","userId":"u"}}',
  '{"constructor":{"prototype":{"type":"note"}}}',
  '{"type":"note","userId":"u","properties":{"__proto__":{"polluted":true}}}',
  '{"type":"note","userId":"u","properties":{"amount":1e999}}',
  '{"type":"note","userId":"u","properties":{"amount":-1e999}}',
  '{"type":"note","userId":"u","properties":{"text":"\\u0000"}}',
  '{"type":"note","userId":"u","properties":{"text":"\\ud800"}}',
  '{"type":"note","userId":"u","properties":{"\\udc00":1}}',
  '{"type":"note","userId":"\\ud83d"}',
  '{"type":"\\u0000","userId":"u"}',
  '{"type":"note","userId":"u","timestamp":1e308}',
  '{"type":"note","userId":"u","timestamp":-1}',
  '{"type":"note","userId":"u","timestamp":"+275760-09-13T00:00:00.001Z"}',
  '{"type":"note","userId":"u","eventId":{"$ne":null}}',
  '{"type":["note"],"userId":{"toString":"u"}}',
  '{"type":"note","leadId":"00000000-0000-0000-0000-000000000000\'; drop table events; --"}',
  `{"type":"note","userId":"${'u'.repeat(100_000)}"}`,
  `{"type":"note","userId":"u","properties":{${Array.from({ length: 9_000 }, (_, i) => `"${i}":0`).join(',')}}}`,
];

describe('hostile bodies', () => {
  test.each(HOSTILE.map((body) => [body.length > 60 ? `${body.slice(0, 57)}…` : body, body]))(
    '%s',
    async (_shown, body) => {
      const memory = memoryDoor();
      for (const url of ['/api/events', '/api/events/batch', '/v1/track', '/v1/batch']) {
        expect((await ask(memory, url, body)).status).toBeLessThan(500);
      }
      expect(rowsAreStorable(memory)).toBe(true);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  test.each(
    HOSTILE.filter((body) => parses(body)).map((body) => [body.length > 60 ? `${body.slice(0, 57)}…` : body, body]),
  )('%s costs its neighbours in a batch nothing', async (_shown, body) => {
    const memory = memoryDoor();
    const answer = await ask(
      memory,
      '/api/events/batch',
      `{"events":[${VALID},${body},${VALID.replace('neighbour', 'other')}]}`,
    );
    expect(answer.status).toBe(202);
    const stored = memory.stored().map((row) => row.eventId);
    expect(stored).toContain('neighbour');
    expect(stored).toContain('other');
  });
});

test('texts of a JSON test suite are judged as JSON.parse judges them, and never break the door', async () => {
  const files = existsSync(SUITE) ? readdirSync(SUITE).filter((name) => name.endsWith('.json')) : [];
  const texts = [
    ...files.map((name) => ({ name, bytes: readFileSync(path.join(SUITE, name)) })),
    ...HOSTILE.map((body) => ({ name: parses(body) ? 'y_ built in' : 'n_ built in', bytes: Buffer.from(body) })),
  ];
  for (const { name, bytes } of texts) {
    const memory = memoryDoor();
    const answer = await ask(memory, '/api/events', bytes);
    expect(answer.status, name).toBeLessThan(500);
    const { error } = JSON.parse(answer.body) as { error?: { code: string } };
    if (name.startsWith('n_')) expect(error?.code, name).toBe('BAD_REQUEST');
    if (name.startsWith('y_')) expect(error?.code, name).not.toBe('BAD_REQUEST');

    if (!name.startsWith('y_')) continue;
    const event = Buffer.concat([
      Buffer.from('{"type":"note","userId":"u","properties":{"value":'),
      bytes,
      Buffer.from('}}'),
    ]);
    expect((await ask(memory, '/api/events', event)).status, name).toBeLessThan(500);
    expect(rowsAreStorable(memory), name).toBe(true);
  }
});

test('a backslash and a letter are told from an escape', () => {
  expect(
    [String.raw`"\ud800"`, String.raw`"\\u0000"`, String.raw`"\\\\ud800"`].map((json) => BAD_ESCAPE.test(json)),
  ).toEqual([true, false, false]);
});

test('ten thousand mutated bodies bring no 5xx, and no valid event beside them is lost', async () => {
  const template = Buffer.from(
    JSON.stringify({
      events: [
        JSON.parse(VALID),
        {
          type: 'page_view',
          email: 'a@b.c',
          timestamp: new Date().toISOString(),
          properties: { url: 'https://x.test/?utm_source=a', list: [1, 2.5, null, true] },
        },
      ],
    }),
  );
  const mutation = fc.record({
    at: fc.nat(template.length - 1),
    cut: fc.nat(3),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc
        .constantFrom('"', '}', ']', ',', '\\', '\\u0000', '\\ud800', '1e999', 'null', '{"a":')
        .map((text) => Buffer.from(text)),
    ),
  });
  const url = fc.constantFrom('/api/events', '/api/events/batch', '/v1/identify', '/v1/batch');
  const encoding = fc.constantFrom(undefined, undefined, undefined, 'gzip', 'br', 'deflate', 'identity', 'x');
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { maxLength: 4 }), url, encoding, async (mutations, path, contentEncoding) => {
      const memory = memoryDoor();
      let body = template;
      for (const { at, cut, insert } of mutations)
        body = Buffer.concat([body.subarray(0, at), insert, body.subarray(at + cut)]);
      const answer = await ask(memory, path, body, contentEncoding ? { 'content-encoding': contentEncoding } : {});
      const { accepted, duplicates, rejected } = JSON.parse(answer.body) as {
        accepted?: number;
        duplicates?: number;
        rejected?: unknown[];
      };
      expect(answer.status).toBeLessThan(500);
      expect(memory.stored()).toHaveLength(accepted ?? 0);
      expect(rowsAreStorable(memory)).toBe(true);
      if (accepted !== undefined && path === '/api/events/batch') {
        const { events } = JSON.parse(body.toString('utf8').replace(/^\ufeff/, '')) as { events: unknown[] };
        expect(accepted + duplicates! + rejected!.length).toBe(events.length);
        if (body.includes(VALID)) expect(memory.stored().map((row) => row.eventId)).toContain('neighbour');
      }
    }),
    { numRuns: 10_000 },
  );
}, 60_000);

function parses(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
