import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OutboxMessage } from '@/lib/mail/contract';
import { ADDRESS_HEADER, LOCAL_HEADER } from '@/lib/platform/client-address';
import type { Env } from '@/lib/platform/env';
import { env } from '@/lib/platform/env';
import { showsAccountOutbox } from '../account-outbox';
import { APP_ORIGIN, newPerson, randomAddress, submit } from '../testing/people';
import { answerAuth } from './auth-routes';

const LOCAL = { [LOCAL_HEADER]: '1' };
const usual = { ...env() };

afterEach(() => {
  Object.assign(env(), usual);
  vi.restoreAllMocks();
});

function ask(headers: Record<string, string>, query = '', method = 'GET'): Promise<Response> {
  const sent = { [ADDRESS_HEADER]: randomAddress(), origin: APP_ORIGIN, ...headers };
  return answerAuth(new Request(`${APP_ORIGIN}/api/auth/outbox${query}`, { method, headers: sent }), 'outbox');
}

async function saidTo(path: string, headers: Record<string, string>): Promise<string> {
  const sent = { [ADDRESS_HEADER]: randomAddress(), 'x-request-id': 'the-same', ...headers };
  const response = await answerAuth(new Request(`${APP_ORIGIN}/api/auth/${path}`, { headers: sent }), path);
  return JSON.stringify([response.status, [...response.headers], await response.text()]);
}

/** Other suites write to people too: what was written to these, in the order of the pages. */
async function mailOf(addresses: string[]): Promise<OutboxMessage[]> {
  const found: OutboxMessage[] = [];
  let cursor: string | null = '';
  while (cursor !== null && found.length < addresses.length) {
    const response: Response = await ask(LOCAL, `?limit=3${cursor && `&cursor=${cursor}`}`);
    const page: { items: OutboxMessage[]; nextCursor: string | null } = await response.json();
    expect(page.items.length).toBeLessThanOrEqual(3);
    found.push(...page.items.filter(({ to }) => addresses.includes(to)));
    cursor = page.nextCursor;
  }
  return found;
}

describe('mail of accounts', () => {
  it('is shown at the machine itself, newest first and page by page', async () => {
    const people = [await newPerson(), await newPerson()];
    for (const { email } of people) await submit('request-password-reset', { email });
    const ours = await mailOf(people.map(({ email }) => email));
    expect(ours).toMatchObject([
      { to: people[1]!.email, kind: 'reset', status: 'kept' },
      { to: people[0]!.email, kind: 'reset', status: 'kept' },
    ]);
    expect(ours[0]!.html).toContain('/reset-password?token=');
    expect((await ask(LOCAL, '?limit=0')).status).toBe(400);
    expect((await ask(LOCAL, '?cursor=garbage')).status).toBe(400);
  });

  it.each<[string, Record<string, string>, Partial<Env>]>([
    ['to nobody who is elsewhere', { [LOCAL_HEADER]: '0' }, {}],
    ['to nobody of whom the front says nothing', {}, {}],
    ['not where mail is sent', LOCAL, { SMTP_URL: 'smtp://mail.test' }],
    ['not behind a proxy', LOCAL, { TRUSTED_PROXY: '1' }],
    ['not where the program has a public address', LOCAL, { APP_URL: 'https://throughline.test' }],
  ])('is shown %s: the outbox is an address of nothing', async (_, headers, settings) => {
    Object.assign(env(), settings);
    expect(showsAccountOutbox(new Headers(headers))).toBe(false);
    expect(await saidTo('outbox', headers)).toBe(await saidTo('nothing-of-that-name', headers));
    expect((await ask(headers, '', 'POST')).status).toBe(404);
  });
});
