import { type SentEvent, scoredLead, send } from '../fixtures/door';
import { leadScore } from '../fixtures/pages';
import { founder, newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

const EMAIL = 'grace@example.com';
const VISITOR = { anonymousId: 'visitor-1' };

const visits: SentEvent[] = [
  { ...VISITOR, type: 'page_view', timestamp: daysAgo(40), properties: { path: '/pricing' } },
  { ...VISITOR, type: 'feature_used', timestamp: daysAgo(21), properties: { feature: 'import' } },
];
const asKnown: SentEvent[] = [
  { email: EMAIL, type: 'demo_requested', timestamp: daysAgo(11) },
  { email: EMAIL, type: 'email_bounced', timestamp: daysAgo(9) },
];
const identify: SentEvent = { ...VISITOR, email: EMAIL, type: 'identify', timestamp: daysAgo(10) };

/** One formula in time order, worked out by hand: 5 % a day after seven days of grace, never below zero. */
const AT_LAST_EVENT = (10 * 0.95 ** (19 - 7) + 5) * 0.95 ** (10 - 7) + 30 - 20;
const EXPECTED = (AT_LAST_EVENT * 0.95 ** (9 - 7)).toFixed(1);

let organization: Organization;

test.beforeEach(async () => {
  organization = await newOrganization('Joined Ltd');
});

test('what somebody did before they were known counts once they are, and the old address leads on', async ({
  open,
}) => {
  const { api, slug, writeKey } = organization;
  await send(writeKey, ...visits);
  const anonymous = await scoredLead(api, { known: 'false' }, 2);
  await send(writeKey, ...asKnown);
  const known = await scoredLead(api, { search: EMAIL }, 2);

  const page = await open(await founder());
  await page.goto(`/${slug}/leads/${anonymous.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Anonymous/);
  await send(writeKey, identify);

  await expect(page, 'the open page follows the lead').toHaveURL(`/${slug}/leads/${known.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(EMAIL);
  await expect(leadScore(page)).toHaveText(EXPECTED);
  await expect(page.getByText('Joined from')).toBeVisible();

  await page.goto(`/${slug}/leads/${anonymous.id}`);
  await expect(page, 'the old address shows the living lead').toHaveURL(`/${slug}/leads/${known.id}`);
  await expect(leadScore(page)).toHaveText(EXPECTED);
  await page.goto(`/${slug}/leads`);
  await expect(page.getByText('Showing 1 of 1')).toBeVisible();
});

test('a history that arrives after its owner is known counts the same', async ({ open }) => {
  const { api, slug, writeKey } = organization;
  await send(writeKey, identify);
  await scoredLead(api, { search: EMAIL }, 1);
  await send(writeKey, ...asKnown);
  await scoredLead(api, { search: EMAIL }, 3);
  await send(writeKey, ...visits);
  const lead = await scoredLead(api, { search: EMAIL }, 5);

  const page = await open(await founder());
  await page.goto(`/${slug}/leads/${lead.id}`);
  await expect(leadScore(page)).toHaveText(EXPECTED);
});

test('a score says why: its lines add up to it, and each step opens its event', async ({ open }) => {
  const { api, slug, writeKey } = organization;
  await send(writeKey, identify, ...visits, ...asKnown);
  const lead = await scoredLead(api, { search: EMAIL }, 5);

  const page = await open(await founder());
  await page.goto(`/${slug}/leads/${lead.id}`);
  const lines = page.getByRole('table', { name: 'What the score is made of' });
  await expect(lines).toBeVisible();
  const amounts = await amountsOf(page);
  const parts = ['Page view', 'Feature used', 'Demo requested', 'Email bounced', 'Identify'];
  const decay = ['Decay between events', 'Decay since the last event'];
  expect([...amounts.keys()].sort()).toEqual([...parts, ...decay, 'Score at the last event', 'Score now'].sort());
  const sum = [...parts, ...decay].reduce((total, name) => total + amounts.get(name)!, 0);
  expect(Math.abs(sum - amounts.get('Score now')!), 'each line is rounded to the hundredth').toBeLessThan(0.05);
  expect(amounts.get('Score now')!.toFixed(1)).toBe(EXPECTED);

  await page.getByRole('region', { name: 'Steps of the score' }).getByRole('link', { name: 'Feature used' }).click();
  const event = page.getByRole('button', { name: /Feature used/, expanded: true });
  await expect(event).toBeInViewport();
  await expect(event).toBeFocused();
  await page.reload();
  await expect(page.getByRole('button', { name: /Feature used/, expanded: true }), 'the step is a link').toBeVisible();
});

/** The lines under "Why this score", by name. */
async function amountsOf(page: Page): Promise<Map<string, number>> {
  const rows = await page.getByRole('table', { name: 'What the score is made of' }).getByRole('row').all();
  const lines = rows.map(async (row): Promise<[string, number]> => {
    const name = await row.getByRole('rowheader').evaluate((cell) => cell.firstChild?.textContent ?? '');
    const amount = (await row.getByRole('cell').textContent())!.replace('−', '-').replace('+', '');
    return [name, Number(amount)];
  });
  return new Map(await Promise.all(lines));
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}
