import { send } from '../fixtures/door';
import { askFor } from '../fixtures/durable';
import { expectAccessible } from '../fixtures/looks';
import { founder, newMember, newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

let organization: Organization;

test.beforeAll(async () => {
  organization = await newOrganization('Machinery Ltd');
});

const card = (page: Page, title: string) =>
  page.locator('section', { has: page.getByRole('heading', { name: title, exact: true }) });

test('the System page says of each part whether it works, and of each worker when it ran and runs next', async ({
  open,
}) => {
  const page = await open(await founder());
  await page.goto(`/${organization.slug}/system`);
  const parts = page.getByRole('list', { name: 'Parts' });
  for (const part of ['Database', 'Scoring', 'Durable work', 'Workers', 'Mail'])
    await expect(parts.getByRole('listitem').filter({ hasText: part })).toContainText('Works');
  const row = page.getByRole('table', { name: 'Workers' }).getByRole('row').filter({ hasText: 'forget-worker-runs' });
  const before = Number(await row.getByRole('cell').nth(4).textContent());
  await row.getByRole('button', { name: 'Run now: forget-worker-runs' }).click();
  await expect(page.getByText('forget-worker-runs was asked to run')).toBeVisible();
  await expect(row.getByRole('cell').nth(4)).toHaveText(String(before + 1));
  await expect(row).toContainText('Healthy');
});

test('a run that fails is shown with the reason and what began it, and is retried by hand', async ({ open }) => {
  const page = await open(await founder());
  await page.goto(`/${organization.slug}/system`);
  await expect(page.getByText('No run yet')).toBeVisible();
  await askFor('jobs/work', { orgId: organization.id, jobId: 'of-nothing' });
  const runs = page.getByRole('list', { name: 'Runs' });
  await expect(runs.getByRole('listitem')).toHaveCount(1);
  await expect(runs.getByRole('listitem')).toContainText('The event names no job.');
  await expect(page.getByRole('list', { name: 'Parts' })).toContainText('1 run failed for good and can be retried.');
  await runs.getByRole('button', { name: 'work on job' }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet).toContainText('The event names no job.');
  await sheet.getByText('What began it: jobs/work').click();
  await expect(sheet).toContainText('"jobId": "of-nothing"');
  await expectAccessible(page, 'everything', 'with a run opened');
  await sheet.getByRole('button', { name: 'Retry' }).click();
  await expect(sheet).toContainText('Retried by hand');
  await page.keyboard.press('Escape');
  await card(page, 'Runs').getByRole('button', { name: 'Retry the failed run' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Retry' }).click();
  await expect(runs.getByRole('listitem')).toContainText('retried by hand 2 times');
});

test('a rule is applied to history: the progress survives a reload and ends in a report', async ({ open }) => {
  const { slug, writeKey, api } = organization;
  const timestamp = new Date(Date.now() - 86_400_000).toISOString();
  await send(writeKey, ...Array.from({ length: 30 }, (_, n) => ({ type: 'signup', userId: `u${n}`, timestamp })));
  await expect.poll(async () => (await api.leads.listLeads({})).total).toBe(30);
  const page = await open(await founder());
  await page.goto(`/${slug}/settings/scoring`);
  const rule = page.getByRole('row').filter({ hasText: 'signup' });
  await expect(rule.getByRole('button', { name: 'to history' })).toHaveCount(0);
  await rule.getByRole('button', { name: 'Edit the rule' }).click();
  await page.getByRole('dialog').getByLabel('Points').fill('33');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await rule.getByRole('button', { name: 'Apply the rule for signup to history' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply to history' }).click();
  const report = 'Rule for signup, version 2, applied to history';
  await expect(card(page, 'Rules')).toContainText(report);
  await page.reload();
  await expect(card(page, 'Rules')).toContainText('30 leads folded again: 30 higher, 0 lower, 30 in another stage.');
  await expect(rule).toContainText('Version 2, since ever');
  await expect(rule.getByRole('button', { name: 'to history' })).toHaveCount(0);
  for (const { score } of (await api.leads.listLeads({})).items) expect(score).toBeCloseTo(33, 6);
  await page.goto(`/${slug}/system`);
  await expect(page.getByRole('list', { name: 'Long work' })).toContainText(report);
});

test('who may only look at the system finds nothing to change it with, and others are not led there', async ({
  open,
}) => {
  const manager = await open(await newMember(organization, 'manager', 'Mona Manager'));
  await manager.goto(`/${organization.slug}/system`);
  await expect(manager.getByRole('table', { name: 'Workers' })).toBeVisible();
  await expect(manager.getByRole('button', { name: /Run now|Retry/ })).toHaveCount(0);
  const rep = await open(await newMember(organization, 'rep', 'Rita Rep'));
  await rep.goto(`/${organization.slug}/system`);
  await expect(rep.getByText('Your role does not show the state of the system')).toBeVisible();
  await expect(rep.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'System' })).toHaveCount(0);
});
