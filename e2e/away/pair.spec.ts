import { programUrl } from '../fixtures/demo';
import { scoredLead, send, sendStatus } from '../fixtures/door';
import { leadScore } from '../fixtures/pages';
import { founder, fresh, newOrganization, type Organization } from '../fixtures/people';
import { expect, test } from '../fixtures/test';
import { without } from '../homes/control';

const EMAIL = 'grace@example.com';
const SERVERS = ['one server', 'the other server'];

let organization: Organization;

test.beforeEach(async () => {
  organization = await newOrganization('Both Ltd');
});

test('one server is killed, then the other: screens go on, and every event that was taken is scored once', async ({
  open,
}) => {
  const { api, slug, writeKey } = organization;
  await send(writeKey, { type: 'feature_used', email: EMAIL });
  const lead = await scoredLead(api, { search: EMAIL }, 1);
  const pages = [await open(await founder()), await open(await founder())];
  for (const page of pages) {
    await page.goto(`/${slug}/leads/${lead.id}`);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }));
  }
  let taken = 1;
  for (const server of SERVERS) {
    await without(server, async () => {
      for (let n = 0; n < 4; n += 1)
        if ((await sendStatus(writeKey, { type: 'feature_used', email: EMAIL })) === 202) taken += 1;
      for (const page of pages) await expect(leadScore(page)).toHaveText(`${taken * 5}.0`);
    });
  }
  expect(taken).toBe(9);
  for (const page of pages) {
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    expect(await page.evaluate(() => 'stillTheSamePage' in window), 'nothing was reloaded').toBe(true);
  }
  await scoredLead(api, { search: EMAIL }, taken);
});

test('what one server is told is seen at once through the other', async ({ open }) => {
  const { api, slug, writeKey } = organization;
  const page = await open(await founder());
  await page.goto(`/${slug}`);
  for (let leads = 1; leads <= 6; leads += 1) {
    // The proxy asks the servers in turn, so the write and each of the reads meet both.
    await send(writeKey, { type: 'signup', email: `person-${leads}@example.com` });
    await expect(page.getByRole('link', { name: `All leads: ${leads}` })).toBeVisible();
    const seen = await Promise.all([1, 2, 3, 4].map(async () => (await api.leads.listLeads({})).total));
    expect(seen).toEqual([leads, leads, leads, leads]);
  }
});

test('calls of one key are counted by both servers together', async () => {
  const { key } = await organization.api.identity.createApiKey({
    name: fresh('key'),
    scopes: ['leads:read'],
    requestsPerMinute: 60,
  });
  const began = Date.now();
  const statuses = await Promise.all(
    Array.from(
      { length: 200 },
      async () => (await fetch(`${programUrl()}/api/leads`, { headers: { 'x-api-key': key } })).status,
    ),
  );
  const passed = statuses.filter((status) => status === 200).length;
  // One more each second that the calls took.
  expect(passed).toBeGreaterThanOrEqual(60);
  expect(passed).toBeLessThanOrEqual(60 + Math.ceil((Date.now() - began) / 1_000));
  expect(statuses.filter((status) => status === 429).length).toBe(200 - passed);
});
