import { programUrl } from '../fixtures/demo';
import { send, sendStatus } from '../fixtures/door';
import { founder, newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

/** The door remembers a key for 10 s, in every process of the program. */
const REFUSED_WITHIN_MS = 15_000;

let organization: Organization;
let page: Page;

test.beforeEach(async ({ open }) => {
  organization = await newOrganization('Keys Ltd');
  page = await open(await founder(), { permissions: ['clipboard-read', 'clipboard-write'] });
});

test('an API key is shown once, does what its scopes say, and stops at once when revoked', async () => {
  await page.goto(`/${organization.slug}/settings/api-keys`);
  await page.getByRole('button', { name: 'New key' }).first().click();
  await page.getByLabel('Name').fill('Billing server');
  await page.getByLabel('Read leads and their scores').check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByRole('button', { name: 'Copy API key' }).click();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  expect(key).toMatch(/^tl_k_[\w-]{43}$/);
  await page.keyboard.press('Escape');
  await expect(page.getByText(key), 'Esc does not lose a key that is shown once').toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: 'Billing server' })).toContainText(`${key.slice(0, 10)}…`);
  expect(await page.content()).not.toContain(key);

  expect(await statusWith(key, '/api/leads'), 'its scope').toBe(200);
  expect(await statusWith(key, '/api/scoring-rules'), 'another scope').toBe(403);
  expect(await statusWith(key, '/api/members'), 'what no key may do').toBe(403);
  expect(await sendStatus(key, { type: 'signup', email: 'grace@example.com' }), 'sending events').toBe(403);

  await page.getByRole('button', { name: 'Revoke Billing server' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Billing server' })).toContainText('Revoked');
  expect(await statusWith(key, '/api/leads'), 'revoked').toBe(401);
});

test('a replaced write key and a stopped source are refused at the door, and what they brought stays', async () => {
  const event = { type: 'signup', email: 'grace@example.com' };
  const first = organization.writeKey;
  await send(first, event);
  await page.goto(`/${organization.slug}/settings/sources`);
  await page.getByRole('button', { name: 'Website' }).click();
  await expect(page.getByText(first, { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Replace the key' }).click();
  await page.getByRole('button', { name: 'Replace', exact: true }).click();
  await expect(page.getByText(first, { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Copy write key' }).click();
  const second = await page.evaluate(() => navigator.clipboard.readText());
  expect(second).not.toBe(first);
  await send(second, event);

  await page.getByRole('button', { name: 'Stop the source' }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Start again with a new key' })).toBeVisible();
  await Promise.all([refusedSoon(first), refusedSoon(second)]);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Website' })).toContainText('Stopped');
  await expect.poll(async () => (await organization.api.leads.listLeads({})).items[0]?.eventCount).toBe(2);
});

async function refusedSoon(writeKey: string): Promise<void> {
  await expect
    .poll(() => sendStatus(writeKey, { type: 'refused', userId: 'nobody' }), { timeout: REFUSED_WITHIN_MS })
    .toBe(401);
}

async function statusWith(key: string, path: string): Promise<number> {
  const response = await fetch(`${programUrl()}${path}`, { headers: { 'x-api-key': key } });
  await response.body?.cancel();
  return response.status;
}
