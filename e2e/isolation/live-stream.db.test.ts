import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addMember, newPerson } from '@/lib/identity/testing/people';
import { announce } from '@/lib/live';
import { processState } from '@/lib/platform/process-state';
import { jobContext } from '@/lib/tenancy';
import { type Fields, requestFor, send } from './requests';
import { answer } from './routes';
import { buildWorld, liftLimits, type Organization, type World } from './world';

let world: World;
const open: Reader[] = [];

beforeAll(async () => {
  liftLimits();
  world = await buildWorld();
});

afterAll(async () => {
  for (const reader of open) reader.hangUp();
  await world.close();
  vi.unstubAllEnvs();
});

interface Reader {
  /** Reads until the text holds `word`; everything read so far. */
  readUntil(word: string): Promise<string>;
  hangUp(): void;
  /** As a consumer does that has had enough, without anybody having hung up. */
  cancel(): Promise<void>;
}

/** The stream of an organization, as its admin's browser opens it. */
async function listen(org: Organization, lastEventId?: string): Promise<Reader> {
  return listenWith({ cookie: await world.cookieOf(org.admin) }, org, lastEventId);
}

async function listenWith(
  credential: Record<string, string>,
  org: Organization,
  lastEventId?: string,
): Promise<Reader> {
  const line = new AbortController();
  const like = requestFor(
    { method: 'GET', path: '/api/stream' },
    {},
    { ...credential, 'x-organization': org.slug, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
  );
  const response = await answer(new Request(like, { signal: line.signal }));
  expect(response.status).toBe(200);
  const source = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const reader: Reader = {
    async readUntil(word) {
      while (!text.includes(word)) {
        const { value, done } = await source.read();
        if (done) throw new Error(`the stream ended before ${word}: ${text}`);
        text += decoder.decode(value, { stream: true });
      }
      return text;
    },
    hangUp: () => line.abort(),
    cancel: () => source.cancel(),
  };
  open.push(reader);
  await reader.readUntil('event: ');
  return reader;
}

let changes = 0;

/** A change of the organization; its stream type is told back. */
async function change(org: Organization): Promise<string> {
  changes += 1;
  const eventType = `${org.marker}_${changes}_happened`;
  const lead = { leadId: org.leadId, isNew: false, score: 1, stage: 'cold', eventTypes: [eventType] };
  await jobContext(org.orgId, 'test', 'test').run((db) =>
    announce(db, 'leads', { leads: [lead], events: 1, more: false, merged: [] }),
  );
  return eventType;
}

const lastIdIn = (text: string) => [...text.matchAll(/^id: (.+)$/gm)].at(-1)![1]!;

it('a stream tells the changes of its organization and of no other', async () => {
  const [ours, theirs] = [await listen(world.ours), await listen(world.theirs)];
  const [first, other, last] = [await change(world.ours), await change(world.theirs), await change(world.ours)];
  const text = await ours.readUntil(last);
  expect(text).toContain(first);
  expect(text).not.toContain(world.theirs.marker);
  expect(await theirs.readUntil(other)).not.toContain(world.ours.marker);
});

it('resumed, it tells what was missed in its organization and in no other, wherever the id came from', async () => {
  const before = await listen(world.theirs);
  const text = await before.readUntil(await change(world.theirs));
  before.hangUp();
  const missed = [await change(world.ours), await change(world.theirs), await change(world.ours)];
  // The id is the place of a change of the other organization.
  const resumed = await (await listen(world.ours, lastIdIn(text))).readUntil(missed[2]!);
  expect(resumed).toContain(missed[0]);
  expect(resumed).not.toContain(world.theirs.marker);
});

describe('who loses access hears nothing of what happens afterwards', () => {
  async function call(method: string, path: string, fields: Fields = {}): Promise<Record<string, unknown>> {
    const cookie = await world.cookieOf(world.ours.admin);
    const headers = { cookie, 'x-organization': world.ours.slug };
    const response = await send(requestFor({ method, path }, fields, headers));
    expect(response.status, response.body).toBeLessThan(300);
    return response.body ? JSON.parse(response.body) : {};
  }

  async function expectEnd(reader: Reader): Promise<void> {
    const afterwards = await change(world.ours);
    await expect(reader.readUntil(afterwards)).rejects.toThrow('the stream ended');
  }

  it('a member who is removed', async () => {
    const person = await newPerson('Rolf Removed');
    await addMember(world.ours.orgId, person, 'rep');
    const reader = await listenWith({ cookie: await world.cookieOf(person) }, world.ours);
    await reader.readUntil(await change(world.ours));
    const { rows } = await world.admin.query<{ id: string }>('select id from members where user_id = $1', [person.id]);
    await call('DELETE', '/api/members/{id}', { id: rows[0]!.id });
    await expectEnd(reader);
  });

  it('a program whose key is revoked', async () => {
    const { key, id } = await call('POST', '/api/api-keys', { name: 'a board', scopes: ['dashboard:read'] });
    const reader = await listenWith({ 'x-api-key': String(key) }, world.ours);
    await reader.readUntil(await change(world.ours));
    await call('DELETE', '/api/api-keys/{id}', { id: String(id) });
    await expectEnd(reader);
  });

  it('and who keeps it hears everything', async () => {
    const reader = await listen(world.ours);
    await call('POST', '/api/invitations', { role: 'viewer' });
    await reader.readUntil(await change(world.ours));
  });
});

describe('a reader that has had enough', () => {
  const waiting = () =>
    processState<{ listeners: Map<string, Set<unknown>> }>('live-hub', () => ({ listeners: new Map() })).listeners.get(
      world.theirs.orgId,
    )?.size ?? 0;

  it('keeps no place in the line, where each change would stumble over it', async () => {
    const before = waiting();
    const readers = [await listen(world.theirs), await listen(world.theirs), await listen(world.theirs)];
    expect(waiting()).toBe(before + 3);
    readers[0]!.hangUp();
    await readers[1]!.cancel();
    await readers[2]!.cancel();
    await vi.waitUntil(() => waiting() === before, { timeout: 20_000 });
  });

  it('keeps no place either when it goes before the stream has begun', async () => {
    const before = waiting();
    const cookie = await world.cookieOf(world.theirs.admin);
    const line = new AbortController();
    const like = requestFor(
      { method: 'GET', path: '/api/stream' },
      {},
      { cookie, 'x-organization': world.theirs.slug },
    );
    const response = await answer(new Request(like, { signal: line.signal }));
    line.abort();
    await response.body!.cancel();
    await vi.waitUntil(() => waiting() === before, { timeout: 20_000 });
  });

  it('is no longer told that the line is alive: to tell nobody would end the process', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await (await listen(world.theirs)).cancel();
      expect(() => vi.advanceTimersByTime(60_000)).not.toThrow();
    } finally {
      vi.useRealTimers();
    }
  });
});
