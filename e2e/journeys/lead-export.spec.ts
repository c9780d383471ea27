import { readFile } from 'node:fs/promises';
import { inertText } from '@/lib/platform/csv';
import { readCsv } from '@/lib/platform/testing/read-csv';
import { send } from '../fixtures/door';
import { expectAccessible, expectInBounds } from '../fixtures/looks';
import { founder, newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

const DESKTOP = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', colorScheme: 'light' } as const;
const PHONE = { width: 360, height: 740 };
const NAMES = ['=1+1', 'شركة النور', '😀 "quoted", and so on', 'two\nlines', '＝SUM(A1)', '@ada', '-2+3'];
const LEADS = 260;

let organization: Organization;

test.beforeAll(async () => {
  organization = await newOrganization('Export Ltd');
  const people = Array.from({ length: LEADS }, (_, n) => ({
    type: 'identify',
    email: `lead-${n}@example.com`,
    properties: { name: NAMES[n] ?? `Lead ${n}`, phone: '+49 30 901820', company: n % 2 ? 'Odd Ltd' : 'Even Ltd' },
  }));
  const demos = people.filter((_, n) => n % 10 === 0).map(({ email }) => ({ type: 'demo_requested', email }));
  await send(organization.writeKey, ...people, ...demos);
  await expect.poll(async () => (await organization.api.leads.listLeads({ stage: 'warm' })).total).toBe(26);
  await expect.poll(async () => (await organization.api.leads.listLeads({})).total).toBe(LEADS);
});

let page: Page;

test.beforeEach(async ({ open }) => {
  page = await open(await founder(), DESKTOP);
});

const address = (query = '') => `/${organization.slug}/leads${query}`;
const headings = () => page.getByRole('table', { name: 'Leads' }).getByRole('columnheader').allInnerTexts();

test('columns are chosen and ordered by keyboard, stand in the address and come back with it', async ({ open }) => {
  await page.goto(address());
  await expect(page.getByText(`of ${LEADS}`)).toBeVisible();
  await page.getByRole('button', { name: 'Columns' }).press('Enter');
  const dialog = page.getByRole('dialog');
  for (const name of ['Stage', 'Velocity', 'Risk', 'Last activity', 'Events', 'Company', 'First source', 'Created'])
    await dialog.getByRole('checkbox', { name, exact: true }).press('Space');
  const phone = dialog.getByRole('checkbox', { name: 'Phone' });
  await phone.press('Space');
  await expect(phone).toBeFocused();
  await expect(phone).toBeChecked();
  const left = dialog.getByRole('button', { name: 'Move Phone to the left' });
  for (let n = 0; n < 5; n += 1) await left.press('Enter');
  await expect(left).toBeFocused();
  await expect(dialog.getByRole('status')).toHaveText('Phone is number 1 of 4.');
  await expectAccessible(page, 'everything', 'choosing columns');
  await page.keyboard.press('Escape');

  const chosen = ['Lead', 'Phone', 'Score', 'Status', 'E-mail'];
  await expect.poll(headings).toEqual(chosen);
  await expect(page).toHaveURL(/columns=phone,score,status,email/);
  await page.reload();
  await expect.poll(headings).toEqual(chosen);

  // A lead opened from here is a link to the same table.
  const href = await page.getByRole('rowheader').first().getByRole('link').getAttribute('href');
  const elsewhere = await open(await founder(), DESKTOP);
  await elsewhere.goto(href!);
  await expect(elsewhere.getByRole('columnheader', { name: 'Phone', includeHidden: true })).toHaveCount(1);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'As they were at first' }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page).not.toHaveURL(/columns=/);
  await expect.poll(async () => (await headings()).length).toBe(12);
});

test('the file has all that the list shows: its filters, order and columns', async () => {
  await page.goto(address('?sort=created&columns=phone,email'));
  await expect(page.getByText(`of ${LEADS}`)).toBeVisible();
  const all = await saved(`Export ${LEADS} leads`);
  expect(all.name).toMatch(new RegExp(`^${organization.slug}-leads-\\d{4}-\\d\\d-\\d\\d\\.csv$`));
  const leads = await everyLead({ sort: 'created' });
  expect(all.rows).toEqual([
    ['Name', 'Phone', 'E-mail', 'Id'],
    ...leads.map(({ id, name, phone, email }) => [inertText(name ?? ''), phone, email, id]),
  ]);
  expect(all.rows.filter(([name]) => name?.startsWith("'")).length).toBe(4);
  await expect(page.getByText(`${LEADS} leads exported`)).toBeVisible();

  await page.getByLabel('Stage').selectOption('Warm');
  await expect(page.getByText('of 26')).toBeVisible();
  const warm = await saved('Export 26 leads');
  expect(warm.rows.length).toBe(27);
});

test('a file that cannot be had is not saved, says so and is asked for again', async () => {
  await page.goto(address());
  await expect(page.getByText(`of ${LEADS}`)).toBeVisible();
  await page.route('**/api/leads/export?*', (route) => route.abort());
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await page.getByRole('button', { name: `Export ${LEADS} leads` }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('The server did not answer');
  await expectAccessible(page, 'everything', 'an export that failed');
  await page.unroute('**/api/leads/export?*');
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Try again' }).click();
  await file;
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('the palette offers it, and an empty list has nothing to export', async () => {
  await page.goto(address('?search=nobody+of+this+name'));
  await expect(page.getByText('No lead matches these filters')).toBeVisible();
  await expect(page.getByText('Live', { exact: true })).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('dialog').getByRole('combobox').fill('Export these leads');
  await page.getByRole('option', { name: 'Export these leads as CSV' }).click();
  const dialog = page.getByRole('dialog', { name: 'Nothing to export' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: /^Export/ })).toHaveCount(0);
});

test('on a phone both are there, and fit', async () => {
  await page.setViewportSize(PHONE);
  await page.goto(address());
  await expect(page.getByText(`of ${LEADS}`)).toBeVisible();
  await expectInBounds(page, 'cards');
  for (const name of ['Columns', 'Export CSV']) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectInBounds(page, name);
    await expectAccessible(page, 'all but contrast', `${name} on a phone`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
});

async function saved(button: string): Promise<{ name: string; rows: string[][] }> {
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await coming;
  const text = await readFile(await file.path(), 'utf8');
  // The mark by which a spreadsheet knows UTF-8.
  expect(text.startsWith('\ufeff')).toBe(true);
  return { name: file.suggestedFilename(), rows: readCsv(text.slice(1)) };
}

async function everyLead(input: Parameters<Organization['api']['leads']['listLeads']>[0]) {
  const leads = [];
  let cursor: string | undefined;
  do {
    const found = await organization.api.leads.listLeads({ ...input, limit: 200, ...(cursor ? { cursor } : {}) });
    leads.push(...found.items);
    cursor = found.nextCursor ?? undefined;
  } while (cursor);
  return leads;
}
