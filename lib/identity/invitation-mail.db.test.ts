import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { smtpSender } from '@/lib/platform/mail/smtp-sender';
import { type MailServer, startMailServer } from '@/lib/platform/mail/testing/mail-server';
import { processState } from '@/lib/platform/process-state';
import { type OrgContext, systemDb } from '@/lib/tenancy';
import { createInvitation } from './create-invitation';
import { listInvitations } from './list-invitations';
import { contextOf, newOrganization, newPerson, submit } from './testing/people';

let server: MailServer;
let ctx: OrgContext;

beforeAll(async () => {
  server = await startMailServer();
  // Before anything asks for a sender: this installation has one.
  processState('mail-sender', () => smtpSender({ url: server.url, from: 'mail@throughline.org' }));
});

afterAll(() => server.close());

beforeEach(async () => {
  const ada = await newPerson('Ada');
  ctx = contextOf((await newOrganization(ada)).orgId, ada, 'admin');
  server.received.splice(0);
  server.refuseWith(null);
});

/** A mail's lines as they were before they were folded for the way. */
const unfolded = (source: string) => source.replace(/=\r\n/g, '').replaceAll('=3D', '=');

it('an invitation to an address is mailed with its link, and the list says so', async () => {
  const made = await createInvitation(ctx, { role: 'rep', email: 'new@reader.org' });
  expect(made.mail).toBe('sent');
  expect(server.received).toMatchObject([{ to: ['new@reader.org'] }]);
  expect(unfolded(server.received[0]!.source)).toContain(made.link);
  expect((await listInvitations(ctx, { limit: 5 })).items).toMatchObject([{ id: made.id, mail: 'sent' }]);
});

it('one without an address is mailed to nobody', async () => {
  expect((await createInvitation(ctx, { role: 'rep' })).mail).toBeNull();
  expect(server.received).toEqual([]);
});

it('one whose mail is refused stands all the same, and its link works', async () => {
  server.refuseWith(550);
  const made = await createInvitation(ctx, { role: 'rep', email: 'gone@reader.org' });
  expect(made.mail).toBe('failed');
  expect(made.link).toContain('/invite/');
  expect((await listInvitations(ctx, { limit: 5 })).items).toMatchObject([{ id: made.id, mail: 'failed' }]);
});

it('a hundred are mailed in an hour from one organization, and the next is not made', async () => {
  const at = new Date();
  const still = { ...ctx, now: () => at };
  for (let index = 0; index < 100; index += 1)
    await createInvitation(still, { role: 'viewer', email: `reader-${index}@nowhere.test` });
  await expect(createInvitation(still, { role: 'viewer', email: 'one-more@nowhere.test' })).rejects.toMatchObject({
    code: 'RATE_LIMITED',
  });
  const { rows } = await systemDb('fixtures of a test').query<{ made: number }>(
    'select count(*)::int as made from invitations where org_id = $1',
    [ctx.orgId],
  );
  expect(rows).toEqual([{ made: 100 }]);
  expect((await createInvitation(still, { role: 'viewer' })).mail).toBeNull();
});

it('a reset is answered before it is mailed, and arrives', async () => {
  const email = `forgetful-${ctx.orgId.slice(-8)}@reader.org`;
  await submit('sign-up/email', { name: 'Fay', email, password: 'correct horse battery' });
  expect((await submit('request-password-reset', { email })).status).toBe(200);
  await expect.poll(() => server.received.filter(({ to }) => to[0] === email).length).toBe(2);
  expect(unfolded(server.received.at(-1)!.source)).toContain('/reset-password?token=');
});
