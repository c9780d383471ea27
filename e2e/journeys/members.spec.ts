import type { Role } from '@/lib/identity/contract';
import { send } from '../fixtures/door';
import { listen } from '../fixtures/live-stream';
import { founder, fresh, newMember, newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

const WORK = ['Home', 'Leads', 'Leaderboard'];

/** What stands in the navigation of each role. */
const NAVIGATION: Record<Role, string[]> = {
  admin: [...WORK, 'System', 'Organization', 'Members', 'Scoring', 'Sources & keys', 'API keys', 'Outbox'],
  manager: [...WORK, 'System', 'Organization', 'Members', 'Scoring', 'Sources & keys'],
  rep: [...WORK, 'Members', 'Scoring'],
  analyst: ['Home', 'Leaderboard'],
  viewer: ['Home', 'Leaderboard'],
};

let organization: Organization;

test.beforeEach(async () => {
  organization = await newOrganization('Team Ltd');
});

test('somebody invited by a link makes an account, joins with the given role, and is out when removed', async ({
  open,
}) => {
  const admin = await open(await founder());
  await admin.goto(`/${organization.slug}/settings/members`);
  await admin.getByRole('button', { name: 'Invite' }).click();
  await admin.getByLabel('Role', { exact: true }).selectOption('Analyst');
  await admin.getByRole('button', { name: 'Make the link' }).click();
  const link = await admin.getByLabel('Link', { exact: true }).inputValue();
  await admin.getByRole('button', { name: 'Done' }).click();
  await expect(admin.getByRole('list', { name: 'Open invitations' })).toContainText('Anybody with the link');

  const invited = await open(null);
  await invited.goto(link);
  await expect(invited.getByRole('heading', { level: 1 })).toContainText('Team Ltd');
  await expect(invited.getByText('You are invited as Analyst')).toBeVisible();
  await invited.getByRole('link', { name: 'Make an account' }).click();
  await invited.getByLabel('Your name').fill('Anna Analyst');
  await invited.getByLabel('E-mail address').fill(`${fresh('anna')}@example.test`);
  await invited.getByLabel('Password').fill('correct horse battery');
  await invited.getByRole('button', { name: 'Make an account' }).click();
  await invited.getByRole('button', { name: 'Join' }).click();
  await expect(invited).toHaveURL(`/${organization.slug}`);
  await expect(navigation(invited)).toHaveText(NAVIGATION.analyst);

  const stranger = await open(null);
  await stranger.goto(link);
  await expect(stranger.getByText('Team Ltd'), 'a link is good for one person').toHaveCount(0);

  await admin.reload();
  await expect(admin.getByRole('table').getByLabel('Role of Anna Analyst')).toHaveValue('analyst');
  await admin.getByRole('button', { name: 'Remove Anna Analyst' }).click();
  await admin.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(admin.getByText('Anna Analyst was removed')).toBeVisible();

  const [answer] = await Promise.all([
    invited.waitForResponse((response) => response.url().includes('/api/leaderboard')),
    invited.getByRole('link', { name: 'Leaderboard' }).click(),
  ]);
  expect(answer.status(), 'the next thing the page asks for is refused').toBe(404);
  await invited.reload();
  await expect(invited.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
});

test('each role finds in the navigation what it may open, and nothing else', async ({ open }) => {
  const member = await newMember(organization, 'viewer', 'Mia Many');
  const memberId = (await organization.api.identity.listMembers({})).items.find(({ role }) => role === 'viewer')!.id;
  const page = await open(member);
  for (const role of ['viewer', 'analyst', 'rep', 'manager', 'admin'] as const) {
    await organization.api.identity.changeMemberRole({ id: memberId, role });
    await page.goto(`/${organization.slug}`);
    await expect(navigation(page), role).toHaveText(NAVIGATION[role]);
  }
});

test('the last admin cannot be removed or take a lower role', async ({ open }) => {
  const page = await open(await founder());
  await page.goto(`/${organization.slug}/settings/members`);
  await page.getByRole('table').getByLabel('Role of Ada Founder').selectOption('Viewer');
  await page.getByRole('button', { name: 'Change my role' }).click();
  await expect(page.getByText('The role stays as it was.')).toBeVisible();
  await expect(page.getByRole('table').getByLabel('Role of Ada Founder')).toHaveValue('admin');
  await page.getByRole('button', { name: 'Leave the organization' }).click();
  await page.getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('admin');
});

test('a removed member is told of nothing that happens afterwards', async () => {
  const member = await newMember(organization, 'rep', 'Rolf Removed');
  const removed = await listen(member, organization);
  const staying = await listen(organization.admin, organization);
  const { items } = await organization.api.identity.listMembers({});
  await organization.api.identity.removeMember({ id: items.find(({ name }) => name === member.name)!.id });
  await send(organization.writeKey, { type: 'signup', email: 'grace@example.com' });
  await expect.poll(staying.heard).toContain('event: leads');
  expect(removed.heard()).not.toContain('event: leads');
  await Promise.all([removed.close(), staying.close()]);
});

function navigation(page: Page) {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link');
}
