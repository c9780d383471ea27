import { founder, newMember, newOrganization } from '../fixtures/people';
import { expect, test } from '../fixtures/test';

test('an admin sees how the installation is set up, and nothing of its secrets; others are not shown it', async ({
  open,
}) => {
  const organization = await newOrganization('Machinery Ltd');
  const admin = await open(await founder());
  await admin.goto(`/${organization.slug}/system`);
  await admin.getByRole('link', { name: 'Configuration' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Configuration' })).toBeVisible();
  const secrets = admin.getByRole('list', { name: 'Secrets' });
  await expect(secrets.getByRole('listitem').filter({ hasText: 'BETTER_AUTH_SECRET' })).toContainText('Set');
  const database = admin.getByRole('list', { name: 'Database' }).getByRole('listitem');
  await expect(database.filter({ hasText: 'DATABASE_DOOR_URL' })).toContainText(
    /postgres(ql)?:\/\/(127\.0\.0\.1|localhost)/,
  );
  await expect(admin.locator('main')).not.toContainText('@127.0.0.1');
  await admin.getByRole('button', { name: 'Check now' }).click();
  const connections = admin.getByRole('list', { name: 'Connections' }).getByRole('listitem');
  await expect(connections.filter({ hasText: 'throughline_identity' })).toContainText('Works');
  await expect(connections.filter({ hasText: 'Durable work' })).toContainText('functions are registered');
  const manager = await open(await newMember(organization, 'manager', 'Magda Manager'));
  await manager.goto(`/${organization.slug}/system`);
  await expect(manager.getByRole('table', { name: 'Workers' })).toBeVisible();
  await expect(manager.getByRole('link', { name: 'Configuration' })).toHaveCount(0);
  await manager.goto(`/${organization.slug}/system/configuration`);
  await expect(manager.getByText('Your role does not show the configuration')).toBeVisible();
});
