import { VISITOR_USER_AGENT } from '../fixtures/customer-site';
import { leadRow, leadScore } from '../fixtures/pages';
import { fresh } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

test('a newcomer comes from an empty account to a live score on a page of their own', async ({
  open,
  customerSite,
}) => {
  const page = await open(null, { permissions: ['clipboard-read', 'clipboard-write'] });

  await test.step('makes an account and an organization', async () => {
    await page.goto('/');
    await page.getByRole('link', { name: 'Make an account' }).click();
    await page.getByLabel('Your name').fill('Nora Newcomer');
    await page.getByLabel('E-mail address').fill(`${fresh('nora')}@example.test`);
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByLabel('Name of the organization').fill(fresh('Brightdesk'));
    await page.getByRole('button', { name: 'Create the organization' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  });
  const secondTab = await page.context().newPage();
  await secondTab.goto(page.url());

  const snippet = await test.step('follows the checklist to the snippet and copies it', async () => {
    await expect(firstSteps(page)).toContainText('1 of 5 done');
    await firstSteps(page).getByRole('link', { name: 'Receive the first event' }).click();
    await page.getByRole('button', { name: 'Website' }).click();
    await expect(page.getByText('Waiting for the first event')).toBeVisible();
    await page.getByRole('button', { name: 'Copy install snippet' }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  });
  expect(snippet).toMatch(/^<script async src="http.+\/sdk\/ls\.js" data-write-key="tl_w_[\w-]{43}"><\/script>$/);
  for (const tab of [page, secondTab]) await tab.evaluate(() => Object.assign(window, { stillTheSamePage: true }));

  const visitor = await open(null, { userAgent: VISITOR_USER_AGENT, baseURL: await customerSite(snippet) });
  await test.step('sees the first page view arrive', async () => {
    await visitor.goto('/');
    await expect(page.getByText('Receiving. The last event came')).toBeVisible();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(firstSteps(secondTab)).toContainText('Receive the first event: done');
  });

  await test.step('sees the visitor as a lead whose score moves while looking', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Leads' }).click();
    const anonymous = leadRow(page, 'Anonymous');
    await expect(anonymous).toContainText('1.0');
    await visitor.getByRole('button', { name: 'Pricing' }).click();
    await expect(anonymous).toContainText('11.0');
    await visitor.getByRole('button', { name: 'Request a demo' }).click();
    await expect(anonymous).toContainText('41.0');
    await expect(anonymous).toContainText('Warm');

    await visitor.getByRole('button', { name: 'Log in' }).click();
    const known = leadRow(page, 'Grace Hopper');
    await expect(known).toContainText('grace@brightdesk.example');
    await expect(known).toContainText('41.0');
    await expect(anonymous).toHaveCount(0);
  });

  await test.step('opens the lead and watches it there', async () => {
    await leadRow(page, 'Grace Hopper').getByRole('link').click();
    await expect(leadScore(page)).toHaveText('41.0');
    await visitor.getByRole('button', { name: 'Request a demo' }).click();
    await expect(leadScore(page)).toHaveText('71.0');
  });

  await test.step('finds the steps ticked, and nothing was reloaded', async () => {
    await expect(firstSteps(secondTab)).toContainText('Identify a lead: done');
    await expect(firstSteps(secondTab)).toContainText('3 of 5 done');
    await expect(secondTab.getByRole('link', { name: 'All leads: 1' })).toBeVisible();
    for (const tab of [page, secondTab])
      expect(await tab.evaluate(() => 'stillTheSamePage' in window), 'the page was not reloaded').toBe(true);
  });
});

function firstSteps(page: Page) {
  return page.getByRole('region', { name: 'First steps' });
}
