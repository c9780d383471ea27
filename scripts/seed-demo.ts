import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { closePools } from '@/db/client';
import { type StoryCall, tellStory } from '@/db/seed/story';
import { systemDb } from '@/lib/tenancy';

/**
 * Makes the two demo organizations through the real doors: sign-up, the API, the ingest endpoint. Nothing is written
 * into tables but the mark that says "demo". Interrupted, it is simply run again with new organizations.
 */
const url = process.env.THROUGHLINE_URL ?? 'http://localhost:3000';
const file = path.join(process.env.THROUGHLINE_DATA_DIR ?? '.data', 'demo.json');
/** Alike on purpose: whoever mixes up two tenants sees it at once. */
const ORGANIZATIONS = [
  { name: 'Northwind Trading', seed: 7 },
  { name: 'Northwind Traders', seed: 11 },
];
const BATCH_CALLS = 400;
const DRAIN_TIMEOUT_MS = 60_000;

if (existsSync(file)) process.exit(0);
const organizations = [];
for (const organization of ORGANIZATIONS) organizations.push(await makeOrganization(organization));
await drained(organizations.map((organization) => organization.id));
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(`${file}.new`, `${JSON.stringify({ url: process.env.APP_URL ?? url, organizations }, null, 2)}\n`, {
  mode: 0o600,
});
renameSync(`${file}.new`, file);
await closePools();

async function makeOrganization({ name, seed }: (typeof ORGANIZATIONS)[number]) {
  const user = {
    email: `demo-${randomBytes(3).toString('hex')}@${name.toLowerCase().replace(/\W+/g, '-')}.example`,
    password: randomBytes(9).toString('base64url'),
  };
  const signUp = await post('/api/auth/sign-up/email', { ...user, name: `Demo of ${name}` });
  const cookie = signUp.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const created = await json(await post('/api/organizations', { name }, { cookie }));
  const { orgId: id, slug } = created as { orgId: string; slug: string };
  await systemDb('marking the demo').query('update organizations set is_demo = true where id = $1', [id]);
  const session = { cookie, 'x-organization': id };
  const { key: apiKey } = (await json(
    await post(
      '/api/api-keys',
      {
        name: 'Demo key',
        scopes: [
          'events:write',
          'events:read',
          'leads:read',
          'leads:write',
          'scoring:read',
          'dashboard:read',
          'jobs:read',
          'system:read',
        ],
      },
      session,
    ),
  )) as { key: string };
  const { writeKey } = (await json(await post('/api/sources', { name: 'Demo website' }, session))) as {
    writeKey: string;
  };

  const calls = tellStory({ seed, slug, now: new Date() });
  for (let start = 0; start < calls.length; start += BATCH_CALLS)
    await send(writeKey, calls.slice(start, start + BATCH_CALLS));
  console.log(`${name}: ${calls.length} events`);
  return { id, slug, name, user, apiKey, writeKey };
}

async function send(writeKey: string, batch: StoryCall[]): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
      },
      body: JSON.stringify({ batch }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = (await response.json()) as { rejected?: unknown[] };
    if (response.status === 200 && answer.rejected?.length === 0) return;
    if (response.status !== 429 && response.status !== 503)
      throw new Error(`the door answered ${response.status}: ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after') ?? 1) * 1_000));
  }
}

/** The scores are part of the demo: it is ready when nothing is owed any more. */
async function drained(orgIds: string[]): Promise<void> {
  const deadlineMs = Date.now() + DRAIN_TIMEOUT_MS;
  while (Date.now() < deadlineMs) {
    const { rows } = await systemDb('fan-out: which organizations have work').query<{ owed: number }>(
      'select count(*) as owed from inbox where org_id = any($1::uuid[])',
      [orgIds],
    );
    if (rows[0]!.owed === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the demo events were not scored within a minute');
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(process.env.APP_URL ?? url).origin, ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  return response;
}

async function json(response: Response): Promise<unknown> {
  return response.json();
}
