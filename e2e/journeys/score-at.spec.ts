import { scoredLead, send } from '../fixtures/door';
import { expectAccessible, expectInBounds, isSettled } from '../fixtures/looks';
import { leadScore } from '../fixtures/pages';
import { founder, newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';
import { newUglyOrganization } from '../fixtures/ugly-organization';

const EMAIL = 'grace@example.com';
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Math.floor((Date.now() - days * DAY_MS) / 60_000) * 60_000).toISOString();

let organization: Organization;
let leadId: string;

test.beforeEach(async () => {
  organization = await newOrganization('Long Ago Ltd');
  await send(
    organization.writeKey,
    { type: 'meeting_booked', email: EMAIL, timestamp: daysAgo(20) },
    { type: 'feature_used', email: EMAIL, timestamp: daysAgo(2) },
  );
  leadId = (await scoredLead(organization.api, { search: EMAIL }, 2)).id;
});

test('the score of a day in the past, its reasons, a link to it, and the way back', async ({ open }) => {
  const page = await open(await founder());
  await page.goto(`/${organization.slug}/leads/${leadId}`);
  await expect(page.getByRole('heading', { name: 'Why this score' })).toBeVisible();

  await field(page).fill('2999-01-01T00:00');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('That lies ahead. Choose a moment that has passed.')).toBeVisible();

  // A day past the grace period: 40 · 0.95.
  await field(page).fill(daysAgo(12).slice(0, 16));
  await field(page).press('Enter');
  await expect(page.getByText(/^As of /)).toBeVisible();
  await expect(then(page, 'Score then')).toHaveText('38.0');
  await expect(then(page, 'Stage then')).toHaveText('Warm');
  await expect(then(page, 'Events until then')).toHaveText('1');
  const sum = page.getByRole('table', { name: 'What the score is made of' });
  await expect(sum.getByRole('row')).toContainText(['+40.00', '0.00', '40.00', '−2.00', '38.00']);
  await expect(page.getByText('The lines add up to the score: 38.00 = 38.00.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Steps of the score' }).getByRole('listitem')).toHaveCount(1);

  const link = page.url();
  expect(link).toContain('scoreAt=');
  const elsewhere = await open(await founder());
  await elsewhere.goto(link);
  await expect(then(elsewhere, 'Score then')).toHaveText('38.0');

  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByRole('heading', { name: 'Why this score' })).toBeVisible();
  await expect(page.getByText(/^As of /)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Show', exact: true })).toBeFocused();
  expect(page.url()).not.toContain('scoreAt=');
});

test('what happens now leaves the past as it was; what is told late of the past changes it', async ({ open }) => {
  const page = await open(await founder());
  await page.goto(`/${organization.slug}/leads/${leadId}?scoreAt=${encodeURIComponent(daysAgo(12))}`);
  await expect(then(page, 'Score then')).toHaveText('38.0');
  const before = await leadScore(page).textContent();
  await send(organization.writeKey, { type: 'meeting_booked', email: EMAIL });
  await expect(leadScore(page), 'the present moves').not.toHaveText(before!);
  await expect(then(page, 'Score then'), 'the past does not').toHaveText('38.0');
  await send(organization.writeKey, { type: 'feature_used', email: EMAIL, timestamp: daysAgo(13) });
  await expect(then(page, 'Events until then')).toHaveText('2');
  await expect(then(page, 'Score then')).toHaveText('45.0');
});

test('a moment of the chart is chosen by pointer and by keyboard, on a narrow screen too', async ({ open }) => {
  const page = await open(await founder(), { viewport: { width: 360, height: 740 } });
  await page.goto(`/${organization.slug}/leads/${leadId}`);
  const chart = page.getByRole('figure', { name: /peak/ });
  const line = chart.locator('.recharts-surface').first();
  await expect(line).toBeVisible();
  const box = (await line.boundingBox())!;
  // A drawn line need not listen yet.
  await expect(async () => {
    await line.click({ position: { x: 44, y: box.height / 2 } });
    await expect(then(page, 'Score then')).toHaveText('40.0', { timeout: 2_000 });
  }).toPass();
  await expect(page.getByText(/^As of /)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

  await page.getByRole('button', { name: 'Back to now' }).click();
  await chart.getByRole('button', { name: 'Show as a table' }).click();
  await chart
    .getByRole('button', { name: /20\d\d/ })
    .last()
    .focus();
  await page.keyboard.press('Enter');
  await expect(then(page, 'Score then')).toHaveText('40.0');
  await expect(then(page, 'Last event before')).toContainText('by version 1 of its rule');
});

test('before anything happened the score was 0', async ({ open }) => {
  const page = await open(await founder());
  await page.goto(`/${organization.slug}/leads/${leadId}?scoreAt=2020-01-01T00:00:00.000Z`);
  await expect(then(page, 'Score then')).toHaveText('0.0');
  await expect(then(page, 'Stage then')).toHaveText('Cold');
  await expect(page.getByText('Nothing had happened by then, so the score was 0.')).toBeVisible();
});

test('a past score looks right: long and foreign words, light and dark, on a phone', async ({ open }) => {
  const ugly = await newUglyOrganization();
  const page = await open(ugly.admin, { reducedMotion: 'reduce', colorScheme: 'light' });
  await page.goto(`/${ugly.slug}/leads/${ugly.leadId}?scoreAt=${new Date().toISOString()}`);
  for (const [when, width, colorScheme] of [
    ['light', 1280, 'light'],
    ['dark', 1280, 'dark'],
    ['phone', 360, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await expect(then(page, 'Score then')).toBeVisible();
    await isSettled(page);
    await expectInBounds(page, when);
    await expectAccessible(page, 'everything', when);
  }
});

function field(page: Page) {
  return page.getByLabel('Score at', { exact: true });
}

function then(page: Page, name: string) {
  return page
    .locator('dl[aria-label="Where the lead stood"] > div', { has: page.getByText(name, { exact: true }) })
    .locator('dd');
}
