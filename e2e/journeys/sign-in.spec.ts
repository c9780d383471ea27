import { demoOrganizations } from '../fixtures/demo';
import { expect, test } from '../fixtures/test';

test('the account the program prints signs in, comes to the page it wanted, and is out after signing out', async ({
  open,
}) => {
  const [demo] = demoOrganizations();
  const page = await open(null);
  await page.goto(`/${demo.slug}/leaderboard?tab=stages`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');

  await page.getByLabel('E-mail address').fill(demo.user.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('No account has this e-mail address and password together.')).toBeVisible();

  await page.getByLabel('Password').fill(demo.user.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('tab', { name: 'By stage', selected: true })).toBeVisible();
  await expect(page.getByRole('complementary').getByText('Demo data')).toBeVisible();

  await page.getByRole('button', { name: /account and theme/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL('/sign-in');
  await page.goto(`/${demo.slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
});
