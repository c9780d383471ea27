import { scoredLead, send } from '../fixtures/door';
import { leadScore } from '../fixtures/pages';
import { founder, newMember, newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

const EMAIL = 'grace@example.com';

let organization: Organization;

test.beforeAll(async () => {
  organization = await newOrganization('Points Ltd');
});

test('a changed rule counts for what happens from now on and for nothing before', async ({ open }) => {
  const { api, slug, writeKey } = organization;
  await send(writeKey, { type: 'feature_used', email: EMAIL });
  const lead = await scoredLead(api, { search: EMAIL }, 1);

  const page = await open(await founder());
  await page.goto(`/${slug}/settings/scoring`);
  await expect(rule(page, 'feature_used')).toContainText('Version 1, since ever');
  const beforeTheChange = new Date().toISOString();
  await rule(page, 'feature_used').getByRole('button', { name: 'Edit the rule' }).click();
  await page.getByRole('dialog').getByLabel('Points').fill('50');
  await page.getByRole('button', { name: 'Save as version 2' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(rule(page, 'feature_used')).toContainText('+50');
  await expect(rule(page, 'feature_used')).toContainText(/Version 2, (just now|\d+ s)/);

  await page.goto(`/${slug}/leads/${lead.id}`);
  await expect(leadScore(page), 'what was scored stays').toHaveText('5.0');
  await send(writeKey, { type: 'feature_used', email: EMAIL });
  await expect(leadScore(page), 'what happens now counts by the new version').toHaveText('55.0');
  await send(writeKey, { type: 'feature_used', email: EMAIL, timestamp: beforeTheChange });
  await expect(leadScore(page), 'what happened before, told late, counts by the old one').toHaveText('60.0');
});

test('who may only read the rules finds nothing to change them with', async ({ open }) => {
  const rep = await newMember(organization, 'rep', 'Rita Rep');
  const page = await open(rep);
  await page.goto(`/${organization.slug}/settings/scoring`);
  await expect(page.getByText('Only admins and managers change scoring.')).toBeVisible();
  await expect(rule(page, 'signup')).toContainText('+20');
  await expect(page.getByRole('button', { name: /rule/i })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
  for (const control of await page.getByRole('spinbutton').all()) await expect(control).toBeDisabled();
});

test('who may not read the rules is told so and not led there', async ({ open }) => {
  const viewer = await newMember(organization, 'viewer', 'Vera Viewer');
  const page = await open(viewer);
  await page.goto(`/${organization.slug}/settings/scoring`);
  await expect(page.getByText('Your role does not show the scoring rules')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link')).toHaveText(['Home', 'Leaderboard']);
});

function rule(page: Page, eventType: string) {
  return page
    .getByRole('table', { name: 'Scoring rules' })
    .getByRole('row')
    .filter({ has: page.getByText(eventType, { exact: true }) });
}
