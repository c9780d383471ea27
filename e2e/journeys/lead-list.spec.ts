import { type SentEvent, send } from '../fixtures/door';
import { leadRow } from '../fixtures/pages';
import { founder, newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

const LEADS = 130;
const WARM_EVERY = 10;

let organization: Organization;

/** Lead 000 was active last; every tenth asked for a demo, the others looked at a page. */
test.beforeAll(async () => {
  organization = await newOrganization('Crowded Ltd');
  const events = Array.from({ length: LEADS }, (_, n): SentEvent[] => {
    const who = { email: `lead-${n}@example.com`, timestamp: new Date(Date.now() - n * 60_000).toISOString() };
    const name = `Lead ${String(n).padStart(3, '0')}`;
    const type = n % WARM_EVERY === 0 ? 'demo_requested' : 'page_view';
    return [
      { ...who, type: 'identify', properties: { name } },
      { ...who, type },
    ];
  });
  await send(organization.writeKey, ...events.flat());
  await expect.poll(async () => (await organization.api.leads.listLeads({ stage: 'warm' })).total).toBe(13);
  await expect.poll(async () => (await organization.api.leads.listLeads({})).total).toBe(LEADS);
});

let page: Page;

test.beforeEach(async ({ open }) => {
  page = await open(await founder());
  await page.goto(`/${organization.slug}/leads`);
  await expect(page.getByText(`Showing 100 of ${LEADS}`)).toBeVisible();
});

test('filters, search and order stand in the address and survive a reload', async () => {
  await page.getByLabel('Stage').selectOption('Warm');
  await page.getByRole('button', { name: 'Last activity' }).click();
  await page.getByRole('searchbox').fill('Lead 0');
  const narrowed = async () => {
    await expect(page.getByText('Showing 10 of 10')).toBeVisible();
    await expect(dataRows(page).first()).toContainText('Lead 000');
    await expect(dataRows(page).last()).toContainText('Lead 090');
    await expect(page).toHaveURL(/\?(?=.*search=Lead(\+|%20)0)(?=.*stage=warm)(?=.*sort=activity)/);
  };
  await narrowed();

  await page.reload();
  await narrowed();
  await expect(page.getByRole('searchbox')).toHaveValue('Lead 0');
  await expect(page.getByLabel('Stage')).toHaveValue('warm');
  await expect(page.getByRole('columnheader', { name: 'Last activity' })).toHaveAttribute('aria-sort', 'descending');

  await page.getByRole('searchbox').fill('nobody of this name');
  await expect(page.getByText('No lead matches these filters')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await expect(page.getByText(`of ${LEADS}`)).toBeVisible();
});

test('the keyboard moves through the list, opens a lead and comes back to its row', async () => {
  await page.getByLabel('Order').selectOption('Latest activity');
  // The first is the same in either order.
  await expect(dataRows(page).nth(1)).toContainText('Lead 001');
  await page.getByRole('heading', { level: 1 }).click();

  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(leadRow(page, 'Lead 001').getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog');
  await expect(panel.getByRole('heading', { name: 'Lead 001' })).toBeVisible();

  await page.keyboard.press('j');
  await expect(panel.getByRole('heading', { name: 'Lead 002' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(leadRow(page, 'Lead 002').getByRole('link')).toBeFocused();
});

test('the panel of a lead is a link, and from there its page', async ({ open }) => {
  await leadRow(page, 'Lead 020').getByRole('link').click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Lead 020' })).toBeVisible();

  const elsewhere = await open(await founder());
  await elsewhere.goto(page.url());
  const panel = elsewhere.getByRole('dialog');
  await expect(panel.getByRole('heading', { name: 'Lead 020' })).toBeVisible();
  await panel.getByRole('link', { name: 'Open as a page' }).click();
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Lead 020' })).toBeVisible();

  await page.goBack();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('further leads are read while scrolling, and no row is missing or twice', async () => {
  const list = page.locator('[data-lead-list]');
  const seen = new Set<string>();
  await expect
    .poll(
      async () => {
        for (const name of await dataRows(page).getByRole('link').allInnerTexts()) seen.add(name);
        await list.evaluate((frame) => frame.scrollBy(0, frame.clientHeight * 0.8));
        return seen.size;
      },
      { intervals: [20], timeout: 20_000 },
    )
    .toBe(LEADS);
  await expect(page.getByText(`Showing ${LEADS} of ${LEADS}`)).toBeVisible();
  await list.evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
  await expect(dataRows(page).last()).toHaveAttribute('aria-rowindex', String(LEADS + 1));
});

function dataRows(within: Page) {
  return within
    .getByRole('table', { name: 'Leads' })
    .getByRole('row')
    .filter({ has: within.getByRole('rowheader') });
}
