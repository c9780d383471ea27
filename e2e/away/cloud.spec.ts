import { scoredLead, send } from '../fixtures/door';
import { leadScore } from '../fixtures/pages';
import { founder, fresh, newOrganization, type Organization } from '../fixtures/people';
import { expect, test } from '../fixtures/test';
import { without } from '../homes/control';

let organization: Organization;

test.beforeEach(async () => {
  organization = await newOrganization('Far Away Ltd');
});

test('while Redis is away everything else works, and calls are still limited', async ({ open }) => {
  const { api, slug, writeKey } = organization;
  const page = await open(await founder());
  await page.goto(`/${slug}`);
  await expect(page.getByRole('link', { name: 'All leads: 0' })).toBeVisible();
  await without('redis', async () => {
    await send(writeKey, { type: 'signup', email: 'grace@example.com' });
    await expect(page.getByRole('link', { name: 'All leads: 1' }), 'the open page follows').toBeVisible();
    await page.reload();
    await expect(page.getByRole('link', { name: 'All leads: 1' }), 'and a new one is right').toBeVisible();
    const { key } = await api.identity.createApiKey({
      name: fresh('key'),
      scopes: ['leads:read'],
      requestsPerMinute: 20,
    });
    const statuses = await Promise.all(
      Array.from(
        { length: 30 },
        async () => (await fetch(new URL('/api/leads', page.url()), { headers: { 'x-api-key': key } })).status,
      ),
    );
    expect(statuses.filter((status) => status === 200).length).toBe(20);
    expect(statuses.filter((status) => status === 429).length).toBe(10);
  });
  await page.reload();
  await expect(page.getByRole('link', { name: 'All leads: 1' }), 'nothing older comes back with it').toBeVisible();
});

test('while the engine is away events are scored, and what is asked for is kept; when it is back it works again', async ({
  open,
}) => {
  const { api, slug, writeKey } = organization;
  await send(writeKey, { type: 'signup', email: 'grace@example.com' });
  const lead = await scoredLead(api, { search: 'grace' }, 1);
  const page = await open(await founder());
  await page.goto(`/${slug}/leads/${lead.id}`);
  const job = await without('engine', async () => {
    await send(writeKey, { type: 'demo_requested', email: 'grace@example.com' });
    await expect(leadScore(page)).toHaveText('50.0');
    const rule = (await api.scoring.listRules({})).items.find(({ eventType }) => eventType === 'signup')!;
    const { id } = await api.scoring.updateRule({ ...rule, points: 33 });
    const asked = await api.scoring.applyRuleToHistory({ id });
    await page.goto(`/${slug}/system`);
    await expect(page.getByRole('list', { name: 'Parts' })).toContainText(
      'The engine of durable functions cannot be reached',
    );
    return asked;
  });
  // It is begun by the schedule, a minute or two later (e2e/isolation/engine-away.db.test.ts has no need to wait for that).
  expect((await api.jobs.getJob({ id: job.jobId })).status).toBe('queued');
  const row = page.getByRole('table', { name: 'Workers' }).getByRole('row').filter({ hasText: 'forget-limits' });
  await expect(row.getByRole('cell').nth(4)).toHaveText(/^\d+$/);
  const before = Number(await row.getByRole('cell').nth(4).textContent());
  await expect(async () => {
    await row.getByRole('button', { name: 'Run now: forget-limits' }).click();
    await expect(page.getByText('forget-limits was asked to run').first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect.poll(async () => Number(await row.getByRole('cell').nth(4).textContent())).toBeGreaterThan(before);
});

test('while nobody takes mail an invitation is kept with its link, and the mail leaves by itself afterwards', async ({
  open,
}) => {
  const { slug } = organization;
  const email = `${fresh('ida')}@reader.org`;
  const page = await open(await founder());
  await page.goto(`/${slug}/settings/members`);
  await without('mail', async () => {
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await expect(page.getByRole('dialog').getByLabel('Link', { exact: true })).toHaveValue(/\/invite\//);
    await page.getByRole('button', { name: 'Done' }).click();
  });
  const mail = async () => (await organization.api.mail.listOutbox({})).items.find(({ to }) => to === email)!;
  // Three seconds after the first attempt, by a message of the queue; the minute's schedule would take longer.
  await expect.poll(async () => (await mail()).status, { timeout: 30_000 }).toBe('sent');
  expect((await mail()).attempts).toBe(2);
});
