import { programUrl } from '../fixtures/demo';
import { founder, fresh, newMember, newOrganization, newPerson, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

const PASSWORD = 'correct horse battery';

let organization: Organization;

test.beforeEach(async () => {
  organization = await newOrganization('Letters & Sons');
});

test('an invitation is read in the outbox, leads in, and the new account confirms its address there', async ({
  open,
}) => {
  const email = `${fresh('ida')}@reader.org`;
  const admin = await open(await founder());
  await admin.goto(`/${organization.slug}/settings/members`);
  await admin.getByRole('button', { name: 'Invite' }).click();
  await admin.getByLabel('E-mail address').fill(email);
  await admin.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(admin.getByRole('dialog')).toContainText('Kept in the outbox');
  const link = await admin.getByLabel('Link', { exact: true }).inputValue();
  await admin.getByRole('button', { name: 'Done' }).click();
  await expect(admin.getByRole('list', { name: 'Open invitations' })).toContainText(`kept in the outbox`);

  await admin.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Outbox' }).click();
  await expect(admin.getByRole('list', { name: 'Mail' })).toContainText(email);
  const invitation = await openMail(admin, 'Join Letters & Sons on Throughline', email);
  await expect(invitation.getByRole('heading')).toHaveText('Join Letters & Sons');
  expect(await invitation.getByRole('link').getAttribute('href')).toBe(link);
  await admin.getByRole('tab', { name: 'As text' }).click();
  await expect(admin.getByRole('tabpanel')).toContainText(link);

  const invited = await open(null);
  await invited.goto(link);
  await invited.getByRole('link', { name: 'Make an account' }).click();
  await invited.getByLabel('Your name').fill('Ida Invited');
  await expect(invited.getByLabel('E-mail address')).toHaveValue(email);
  await invited.getByLabel('Password').fill(PASSWORD);
  await invited.getByRole('button', { name: 'Make an account' }).click();
  await invited.getByRole('button', { name: 'Join' }).click();
  await expect(invited).toHaveURL(`/${organization.slug}`);

  await invited.getByRole('button', { name: /account and theme/ }).click();
  await invited.getByRole('menuitem', { name: 'Confirm your e-mail address' }).click();
  await invited.getByRole('link', { name: 'It is in the outbox of this machine.' }).click();
  const verification = await openMail(invited, 'Confirm your e-mail address', email);
  const confirmed = await follow(invited, () => verification.getByRole('link').click());
  await expect(confirmed.getByRole('heading')).toHaveText('Your e-mail address is confirmed');
  await confirmed.getByRole('link', { name: 'Go to your workspace' }).click();
  await confirmed.getByRole('button', { name: /account and theme/ }).click();
  await expect(confirmed.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await expect(confirmed.getByRole('menuitem', { name: 'Confirm your e-mail address' })).toHaveCount(0);
});

test('a forgotten password is replaced by the link of a mail, once, and signs out everywhere', async ({ open }) => {
  const person = await newPerson('Fay Forgetful');
  const elsewhere = await open(person);
  const page = await open(null);
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  // The page before has a field of the same name.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?');
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByRole('link', { name: 'Open the outbox of this machine' }).click();
  const mail = await openMail(page, 'Choose a new password', person.email);
  const link = (await mail.getByRole('link').getAttribute('href'))!;

  const form = await follow(page, () => mail.getByRole('link').click());
  await form.getByLabel('New password').fill('short');
  await form.getByRole('button', { name: 'Change the password' }).click();
  await expect(form.getByText('At least 8 characters.').first()).toBeVisible();
  await form.getByLabel('New password').fill('a quite different one');
  await form.getByRole('button', { name: 'Change the password' }).click();
  await expect(form.getByRole('heading')).toHaveText('Your password is changed');
  await form.getByRole('link', { name: 'Sign in' }).click();
  await form.getByLabel('E-mail address').fill(person.email);
  await form.getByLabel('Password').fill('a quite different one');
  await form.getByRole('button', { name: 'Sign in' }).click();
  await expect(form).toHaveURL('/welcome');

  await elsewhere.goto('/welcome');
  await expect(elsewhere.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  await page.goto(link);
  await page.getByLabel('New password').fill('one more password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByRole('heading')).toHaveText('This link cannot be used');
});

test('only admins find the outbox, and through a proxy nobody finds that of accounts', async ({ open }) => {
  const manager = await open(await newMember(organization, 'manager', 'Max Manager'));
  await manager.goto(`/${organization.slug}/settings/outbox`);
  await expect(manager.getByText('Your role does not show the outbox')).toBeVisible();

  const statusOf = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${programUrl()}${path}`, { headers })).status;
  for (const path of ['/outbox', '/api/auth/outbox']) {
    expect(await statusOf(path), path).toBe(200);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip'])
      expect(await statusOf(path, { [name]: '127.0.0.1' }), `${path} with ${name}`).toBe(404);
  }
  const said = async (path: string) => {
    const answer = await fetch(`${programUrl()}${path}`, { headers: { 'x-forwarded-for': '127.0.0.1' } });
    return answer.text();
  };
  expect(await said('/outbox')).toContain('There is nothing at this address');
  expect(await said('/outbox')).not.toContain('Mail to accounts');
});

/** Opens the mail to somebody; what stands in its frame. */
async function openMail(page: Page, subject: string, email: string) {
  const row = page.getByRole('list', { name: 'Mail' }).getByRole('listitem').filter({ hasText: email });
  await row.getByRole('button', { name: subject }).click();
  return page.frameLocator(`iframe[title="Mail: ${subject}"]`);
}

/** The page that a link of a mail opens beside this one. A click into a frame that is just being drawn opens nothing. */
async function follow(page: Page, click: () => Promise<void>): Promise<Page> {
  for (;;) {
    const opening = page
      .context()
      .waitForEvent('page', { timeout: 5_000 })
      .catch(() => null);
    await click();
    const opened = await opening;
    if (opened) return opened;
  }
}
