import { programUrl } from '../fixtures/demo';
import { scoredLead, send } from '../fixtures/door';
import { leadRow } from '../fixtures/pages';
import { founder, newOrganization, newPerson, type Organization } from '../fixtures/people';
import { expect, test } from '../fixtures/test';

/** Of the same name, with a lead of the same address in each. */
const NAME = 'Northwind Lookalike';
const EMAIL = 'grace@example.com';

let ours: Organization;
let theirs: Organization;
let theirLeadId: string;

test.beforeAll(async () => {
  ours = await newOrganization(NAME);
  theirs = await newOrganization(NAME, await newPerson('Otto Other'));
  await send(ours.writeKey, { type: 'identify', email: EMAIL, properties: { name: 'Grace of ours' } });
  await send(theirs.writeKey, { type: 'identify', email: EMAIL, properties: { name: 'Grace of theirs' } });
  await scoredLead(ours.api, { search: EMAIL }, 1);
  theirLeadId = (await scoredLead(theirs.api, { search: EMAIL }, 1)).id;
});

test('the address of another organization is an address of nothing', async ({ open }) => {
  const page = await open(await founder());
  for (const path of [`/${theirs.slug}`, `/${theirs.slug}/leads/${theirLeadId}`, '/no-such-organization']) {
    const response = await page.goto(path);
    expect(response!.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
    await expect(page.getByText(NAME)).toHaveCount(0);
  }
});

test('the lead of another organization is a lead that does not exist', async ({ open }) => {
  const page = await open(await founder());
  for (const below of [`/${theirLeadId}`, `?lead=${theirLeadId}`, `/${crypto.randomUUID()}`, '/not-an-id']) {
    await page.goto(`/${ours.slug}/leads${below}`);
    await expect(page.getByText('There is no lead at this address'), below).toBeVisible();
  }
});

test('organizations of one name keep their leads apart, also while changes stream in', async ({ open }) => {
  const page = await open(await founder());
  await page.goto(`/${ours.slug}/leads`);
  const score = leadRow(page, 'Grace of ours').getByRole('cell').first();
  await expect(score).toHaveText('0.0');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  const told: string[] = [];
  page.on('response', async (response) => {
    if (response.url().includes('/api/leads')) told.push(await response.text());
  });

  await send(theirs.writeKey, { type: 'signup', email: EMAIL }, { type: 'signup', email: 'new@example.com' });
  await scoredLead(theirs.api, { search: EMAIL }, 2);
  await send(ours.writeKey, { type: 'feature_used', email: EMAIL });
  await expect(score).toHaveText('5.0');
  await expect(page.getByText('Showing 1 of 1')).toBeVisible();
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(told.join()).not.toContain('theirs');

  await page.getByRole('searchbox').fill('theirs');
  await expect(page.getByText('No lead matches these filters')).toBeVisible();
});

test('the API answers for another organization what it answers for none', async () => {
  const { cookie } = await founder();
  const ask = async (organization: string, path: string) => {
    const response = await fetch(`${programUrl()}/api${path}`, { headers: { cookie, 'x-organization': organization } });
    const text = await response.text();
    return { status: response.status, text: text.replace(/"requestId":"[^"]*"/, '') };
  };
  const nothing = await ask(crypto.randomUUID(), '/leads');
  expect(nothing.status).toBe(404);
  expect(await ask(theirs.id, '/leads')).toEqual(nothing);
  expect(await ask(theirs.slug, '/leads')).toEqual(nothing);
  expect(await ask('no-such-organization', '/leads')).toEqual(nothing);

  const noLead = await ask(ours.id, `/leads/${crypto.randomUUID()}`);
  expect(noLead.status).toBe(404);
  for (const below of ['', '/timeline', '/score'])
    expect(await ask(ours.id, `/leads/${theirLeadId}${below}`)).toEqual(noLead);
});
