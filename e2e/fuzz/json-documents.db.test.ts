import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { drainNow } from '@/lib/leads';
import { jobContext } from '@/lib/tenancy';
import { type BothDoors, openBothDoors } from './both-doors';
import { comparable, readAnswer } from './door-answers';
import { HOSTILE_BYTES, HOSTILE_DOCUMENTS, HOSTILE_VALUES } from './hostile-json';

/** A document, and whether a parser of RFC 8259 must read it, must not, or may do as it likes. */
interface JsonDocument {
  name: string;
  bytes: Buffer;
  verdict: 'reads' | 'refuses' | 'either';
}

const PATHS = [
  '/api/events',
  '/api/events/batch',
  '/v1/batch',
  '/v1/identify',
  '/v1/track',
  '/v1/page',
  '/v1/screen',
  '/v1/group',
  '/v1/alias',
];
const JSON_TYPE = { 'content-type': 'application/json' };

let doors: BothDoors;
let orgs: Record<'node' | 'web', TestOrg>;

beforeAll(async () => {
  doors = await openBothDoors();
  orgs = { node: await createTestOrg(), web: await createTestOrg() };
});

afterAll(() => doors.close());

const SUITE = suiteDocuments();
const SETS: [string, JsonDocument[]][] = [
  ['our own hostile documents', ownDocuments()],
  ...(SUITE.length > 0 ? [['the JSON parsing test suite', SUITE] as [string, JsonDocument[]]] : []),
];

describe.each(SETS)('%s', (name, documents) => {
  test('as a body, none is a 5xx, and what is no JSON is refused on every path', async () => {
    for (const document of documents) {
      for (const target of PATHS) {
        const answer = await throughBoth(target, document.bytes);
        const stored = readAnswer(answer);
        if (document.verdict === 'refuses') expect(stored, `${document.name} on ${target}`).toBeNull();
      }
    }
  });

  test('as a property of one event, none is a 5xx, and every neighbour that can be read is stored', async () => {
    const kept = new Set<string>();
    for (const [n, document] of documents.entries()) {
      const ids = [`${name} ${n} before`, `${name} ${n} after`];
      const [before, after] = ids.map((eventId) =>
        JSON.stringify({ eventId, type: 'signup', anonymousId: `visitor-${n}` }),
      );
      const around = `{"type":"signup","anonymousId":"visitor-${n}","properties":{"value":`;
      const body = Buffer.concat([
        Buffer.from(`{"events":[${before},${around}`),
        document.bytes,
        Buffer.from(`}},${after}]}`),
      ]);
      const stored = readAnswer(await throughBoth('/api/events/batch', body));
      if (document.verdict === 'reads' && document.bytes.length < 100_000) expect(stored, document.name).not.toBeNull();
      if (stored === null) continue;
      expect(
        stored.rejected.filter(({ index }) => index !== 1),
        document.name,
      ).toEqual([]);
      for (const id of ids) kept.add(id);
    }
    for (const { orgId } of Object.values(orgs)) await expectScored(orgId, kept);
  });
});

async function throughBoth(target: string, body: Buffer) {
  const request = { path: target, headers: JSON_TYPE, body };
  const [node, web] = await Promise.all([
    doors.node(request, orgs.node.writeKey),
    doors.web(request, orgs.web.writeKey),
  ]);
  expect(comparable(web)).toEqual(comparable(node));
  return node;
}

async function expectScored(orgId: string, ids: Set<string>): Promise<void> {
  await drainNow(orgId);
  await jobContext(orgId, 'test', 'r').run(async (db) => {
    const { rows } = await db.query<{ event_id: string }>(
      `select e.event_id from events e join score_history h on h.event_id = e.id where e.event_id = any($1::text[])`,
      [[...ids]],
    );
    expect(rows.length).toBe(ids.size);
    expect((await db.query('select 1 from inbox')).rowCount).toBe(0);
  });
}

function ownDocuments(): JsonDocument[] {
  return [
    ...HOSTILE_VALUES.map((text) => ({ name: text.slice(0, 60), bytes: Buffer.from(text), verdict: 'reads' as const })),
    ...HOSTILE_DOCUMENTS.map((text) => ({
      name: text.slice(0, 60),
      bytes: Buffer.from(text),
      verdict: isJson(text) ? ('either' as const) : ('refuses' as const),
    })),
    ...HOSTILE_BYTES.map((bytes) => ({ name: bytes.toString('hex', 0, 20), bytes, verdict: 'either' as const })),
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Files of nst/JSONTestSuite: the first letter of a name is its verdict. */
function suiteDocuments(): JsonDocument[] {
  const folder = path.join(process.env.THROUGHLINE_DATA ?? '../shared/data', 'json-test-suite');
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  const verdicts: Record<string, JsonDocument['verdict']> = { y: 'reads', n: 'refuses', i: 'either' };
  return files.sort().map((file) => ({
    name: file,
    bytes: readFileSync(path.join(folder, file)),
    verdict: verdicts[file[0]!] ?? 'either',
  }));
}
