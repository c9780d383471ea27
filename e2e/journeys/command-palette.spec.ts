import type { BrowserContextOptions } from '@playwright/test';
import { scoredLead, send } from '../fixtures/door';
import { expectAccessible, expectInBounds } from '../fixtures/looks';
import { leadRow } from '../fixtures/pages';
import { newMember, newOrganization, newPerson, type Organization, type Person } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

const DESKTOP = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', colorScheme: 'light' } as const;
const PHONE = { width: 360, height: 740 };
const ODD = `%_\\'" <b>bold</b>`;
const RTL = 'شركة النور للتجارة والتوزيع المحدودة';
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3).slice(0, 200);
const BEES = 9;

let organization: Organization;
let other: Organization;

test.beforeAll(async () => {
  const admin = await newPerson('Pia Palette');
  organization = await newOrganization('Palette Ltd', admin);
  other = await newOrganization('Second Home GmbH', admin);
  const named = (email: string, name: string, company = 'Hive') => [
    { email, type: 'identify', properties: { name, company } },
    { email, type: 'demo_requested' },
  ];
  await send(
    organization.writeKey,
    ...named('ada@example.com', 'Ada Lovelace', 'Analytical Engines'),
    ...named('odd@example.com', ODD),
    ...named('rtl@example.com', RTL, RTL),
    ...named('long@example.com', LONG, LONG),
    ...Array.from({ length: BEES }, (_, n) => named(`bee-${n}@example.com`, `Bee ${n}`)).flat(),
  );
  for (const search of ['ada@', 'odd@', 'rtl@', 'long@', 'bee-8@']) await scoredLead(organization.api, { search }, 2);
});

async function enter(open: Open, path = ''): Promise<Page> {
  const page = await open(organization.admin, {
    ...DESKTOP,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await arrive(page, `/${organization.slug}${path}`);
  return page;
}

/** Once the page listens: to the program, and so to keys. */
async function arrive(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByText('Live', { exact: true })).toHaveCount(1);
}

test('go: to a page, to another organization, to the API reference', async ({ open }) => {
  const page = await enter(open);
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await expect(group(page, 'Go to').getByRole('option')).toContainText(['Home', 'Leads', 'Leaderboard']);
  await page.keyboard.type('scor');
  await expect(chosen(page)).toHaveText('Scoring');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/${organization.slug}/settings/scoring`);
  await expect(palette(page)).toBeHidden();

  await find(page, 'second');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/${other.slug}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await find(page, 'API reference');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/docs/api');
});

test('the button in the rail opens it, arrows move, Escape closes it and gives the focus back', async ({ open }) => {
  const page = await enter(open);
  const button = page.getByRole('button', { name: 'Search or go to…' }).filter({ visible: true });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(chosen(page)).toHaveText('Home');
  await page.keyboard.press('ArrowDown');
  await expect(chosen(page)).toHaveText('Leads');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', (await chosen(page).getAttribute('id'))!);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(chosen(page), 'round to the end').toHaveText('Sign out');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  await expect(button).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeHidden();
});

test('search: a lead is found by its name, e-mail address or company, and opens', async ({ open }) => {
  const page = await enter(open);
  for (const typed of ['lovel', 'ADA@EXAMPLE', 'analytical']) {
    await find(page, typed);
    const lead = group(page, 'Leads').getByRole('option');
    await expect(lead).toHaveCount(1);
    await expect(lead).toContainText(/Ada Lovelace.*ada@example\.com · Analytical Engines.*\d\.\d.*(Warm|Hot)/);
    await expect(chosen(page)).toContainText('Ada Lovelace');
    await page.keyboard.press('Escape');
  }
  await find(page, 'lovel');
  await expect(chosen(page)).toContainText('Ada Lovelace');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Ada Lovelace' })).toBeVisible();

  await arrive(page, `/${organization.slug}/leads?stage=warm`);
  await expect(leadRow(page, 'Bee 1')).toBeVisible();
  await find(page, 'bee');
  await group(page, 'Leads').getByRole('option', { name: 'Bee 3' }).click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Bee 3' }), 'beside its list').toBeVisible();
  await expect(page).toHaveURL(/stage=warm/);
  await find(page, 'bee');
  await option(page, `Show all ${BEES} in the list`).click();
  await expect(page).toHaveURL(/leads\?search=bee$/);
  await expect(page.getByText(`Showing ${BEES} of ${BEES}`)).toBeVisible();
});

test('search: letters that mean something elsewhere are letters, and names show as they are', async ({ open }) => {
  const page = await enter(open);
  for (const typed of ['%', '_', '\\', `'"`, '%_\\', '<b>']) {
    await find(page, typed);
    await expect(group(page, 'Leads').getByRole('option'), typed).toHaveCount(1);
    await expect(group(page, 'Leads').getByText(ODD, { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
  }
  await find(page, 'النور');
  await expect(chosen(page)).toContainText(RTL);
  await field(page).fill(LONG.slice(0, 40));
  await expect(chosen(page)).toContainText(LONG);
  await expectInBounds(page, 'a long name');
  await field(page).fill('nobody of this name <i>');
  await expect(palette(page).getByText('Nothing matches “nobody of this name <i>”')).toBeVisible();
  await expectInBounds(page, 'nothing found');
  await expectAccessible(page, 'everything', 'nothing found');
});

test('search: when it fails it says so, keeps the commands, and tries again or leads to signing in', async ({
  open,
}) => {
  const page = await enter(open, '/leaderboard');
  await page.route('**/api/leads?*', (route) => route.abort());
  await find(page, 'scoring');
  await expect(palette(page).getByText('No connection to the server').filter({ visible: true }).last()).toBeVisible({
    timeout: 15_000,
  });
  await expect(option(page, 'New scoring rule')).toBeVisible();
  await expectAccessible(page, 'everything', 'failed');
  await page.unroute('**/api/leads?*');
  await palette(page).getByRole('button', { name: 'Try again' }).click();
  await expect(palette(page).getByRole('button', { name: 'Try again' })).toBeHidden();

  await page.context().clearCookies();
  await field(page).fill('ada');
  await expect(palette(page).getByText('Sign in again; you will come back to this page.')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(palette(page).getByRole('link', { name: 'Sign in again' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(`/${organization.slug}/leaderboard`)}`);
});

test('act: what is new begins on its page, whatever page one is on', async ({ open }) => {
  const page = await enter(open);
  for (const [typed, path, title] of [
    ['new rule', 'scoring', 'New rule'],
    ['invite', 'members', 'Invite somebody'],
    ['new key', 'api-keys', 'New API key'],
    ['new source', 'sources', 'New source'],
  ] as const) {
    await find(page, typed);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(`/${organization.slug}/settings/${path}?new=true`);
    await expect(page.getByRole('dialog').getByRole('heading', { name: title })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page).toHaveURL(`/${organization.slug}/settings/${path}`);
  }
  await find(page, 'snippet');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The install snippet is copied')).toBeVisible();
  expect(await clipboard(page)).toContain(`/sdk/ls.js" data-write-key="${organization.writeKey}"`);

  await find(page, 'dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveClass(/dark/);
});

test('it does not lead away from what is shown once', async ({ open }) => {
  const page = await enter(open, '/settings/api-keys?new=true');
  await page.getByLabel('Name').fill('Billing server');
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Make the key' }).click();
  await expect(page.getByRole('heading', { name: 'The key is ready' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeVisible();
});

test('act: on the lead the keys are on, in the panel and on its page', async ({ open }) => {
  const page = await enter(open, '/leads?search=ada');
  await expect(leadRow(page, 'Ada Lovelace')).toBeVisible();
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('j');
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('group').first()).toHaveAccessibleName('Ada Lovelace');
  await option(page, 'Copy link').click();
  await expect(page.getByText('The link is copied')).toBeVisible();
  const link = await clipboard(page);
  await expect(leadRow(page, 'Ada Lovelace').getByRole('link'), 'focus is back in the list').toBeFocused();

  await page.keyboard.press('Control+k');
  await option(page, 'Open beside the list').click();
  const panel = page.getByRole('dialog');
  await expect(panel.getByRole('heading', { name: 'Why this score' })).toBeVisible();
  await find(page, 'why');
  await expect(chosen(page)).toHaveText('Why this score');
  await page.keyboard.press('Enter');
  await expect(panel.locator(':focus').getByRole('heading', { name: 'Why this score' })).toBeVisible();
  await find(page, 'copy e-mail');
  await expect(chosen(page)).toHaveText('Copy e-mail address');
  await page.keyboard.press('Enter');
  await expect.poll(() => clipboard(page)).toBe('ada@example.com');
  await find(page, 'as a page');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(link);
  await expect(page.getByRole('heading', { level: 1, name: 'Ada Lovelace' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('group').first()).toHaveAccessibleName('Ada Lovelace');
  await expect(option(page, 'Open as a page')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Home' }).click();
  await expect(page).toHaveURL(`/${organization.slug}`);
  await page.keyboard.press('Control+k');
  await expect(palette(page).getByRole('group').first(), 'nothing is selected').toHaveAccessibleName('Go to');
});

test('what was used lately stands first, in this organization alone', async ({ open }) => {
  const page = await enter(open);
  await find(page, 'leaderboard');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/leaderboard/);
  await find(page, 'lovel');
  await expect(chosen(page)).toContainText('Ada Lovelace');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Ada Lovelace' })).toBeVisible();

  await arrive(page, `/${organization.slug}`);
  await page.keyboard.press('Control+k');
  await expect(group(page, 'Recent').getByRole('option')).toHaveText([/Ada Lovelace/, 'Leaderboard']);
  await expect(option(page, 'Leaderboard')).toHaveCount(1);
  await arrive(page, `/${other.slug}`);
  await page.keyboard.press('Control+k');
  await expect(group(page, 'Go to').getByRole('option').first()).toBeVisible();
  await expect(group(page, 'Recent')).toHaveCount(0);
});

test('it works where the browser keeps nothing', async ({ open }) => {
  const page = await open(organization.admin, DESKTOP);
  await page.addInitScript(() => {
    Storage.prototype.getItem = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await arrive(page, `/${organization.slug}`);
  await find(page, 'leaderboard');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/leaderboard/);
});

test('nothing of it is fetched before it is opened, and what is typed until it stands is not lost', async ({
  open,
}) => {
  const page = await open(organization.admin, DESKTOP);
  const scripts: string[] = [];
  page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
  await page.goto(`/${organization.slug}/leads`);
  await expect(leadRow(page, 'Ada Lovelace')).toBeVisible();
  await page.waitForLoadState('networkidle').catch(() => {});
  const before = scripts.length;

  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    await released;
    await route.continue();
  });
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('leax');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('derb');
  await expect.poll(() => scripts.length).toBeGreaterThan(before);
  await expect(page.getByRole('searchbox')).toHaveValue('');
  release();
  await expect(palette(page)).toHaveCount(1);
  await expect(field(page)).toHaveValue('leaderb');
  await expect(chosen(page)).toHaveText('Leaderboard');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/${organization.slug}/leaderboard`);
});

test('where it cannot be fetched that is said, and the page goes on', async ({ open }) => {
  const page = await enter(open, '/leads');
  await page.route('**/_next/static/**/*.js', async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes('cmdk-input')) await route.abort();
    else await route.fulfill({ response });
  });
  await page.keyboard.press('Control+k');
  await expect(page.getByText('This could not be loaded.')).toBeVisible();
  await page.keyboard.press('j');
  await expect(leadRow(page, 'Ada Lovelace').getByRole('link')).toBeFocused();
});

test('keys of an input method, the browser’s other keys and a held key do not open it', async ({ open }) => {
  const page = await enter(open, '/leads');
  const opened = await page.getByRole('searchbox').evaluate((element) => {
    const press = (more: KeyboardEventInit) =>
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true, cancelable: true, ...more }));
    // False where somebody took the key for his own.
    return [
      press({ ctrlKey: true, isComposing: true }),
      press({ ctrlKey: true, keyCode: 229 }),
      press({ ctrlKey: true, shiftKey: true }),
      press({ ctrlKey: true, altKey: true }),
      press({ key: '?' }),
      press({ ctrlKey: true, repeat: true }),
    ];
  });
  expect(opened).toEqual([true, true, true, true, true, false]);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const kept = await page
    .getByRole('searchbox')
    .evaluate((element) =>
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true })),
    );
  expect(kept, 'the browser’s own Ctrl+K').toBe(false);
  await expect(palette(page)).toBeVisible();
});

test('? shows the keys of the page one is on', async ({ open }) => {
  const page = await enter(open, '/leads');
  await expect(leadRow(page, 'Ada Lovelace')).toBeVisible();
  await page.getByRole('searchbox').focus();
  await page.keyboard.type('?');
  await expect(page.getByRole('searchbox')).toHaveValue('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('searchbox').fill('');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await expect(sheet.getByText('To the next lead')).toBeVisible();
  await expect(sheet.getByText('Go, search or act')).toBeVisible();
  await expectAccessible(page, 'everything', 'sheet of keys');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await arrive(page, `/${organization.slug}`);
  await find(page, '?');
  await page.keyboard.press('Enter');
  await expect(sheet.getByText('Go, search or act')).toBeVisible();
  await expect(sheet.getByText('To the next lead')).toHaveCount(0);
});

test('a viewer is offered what they may do, and no search of leads', async ({ open }) => {
  const page = await open(await newMember(organization, 'viewer', 'Vera Viewer'), DESKTOP);
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/api/leads') && asked.push(request.url()));
  await arrive(page, `/${organization.slug}`);
  await page.keyboard.press('Control+k');
  await expect(group(page, 'Go to').getByRole('option')).toHaveText(['Home', 'Leaderboard', 'API reference']);
  await expect(group(page, 'Do').getByRole('option')).toHaveText(['Show the keys']);
  await page.keyboard.type('ada');
  await expect(palette(page).getByText('Nothing matches “ada”')).toBeVisible();
  expect(asked).toEqual([]);

  await field(page).fill('sign out');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/sign-in');
});

test('looks right: wide and dark, and on a phone from edge to edge', async ({ open }) => {
  const page = await enter(open, '/leads?search=ada');
  await leadRow(page, 'Ada Lovelace').getByRole('link').focus();
  await page.keyboard.press('Control+k');
  await expect(group(page, 'Ada Lovelace').getByRole('option').first()).toBeVisible();
  await expectAccessible(page, 'everything', 'light');
  await expectInBounds(page, 'desktop');
  await field(page).fill('e');
  await expect(group(page, 'Leads').getByRole('option').first()).toBeVisible();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveClass(/dark/);
  await expectAccessible(page, 'contrast', 'dark');
  await page.keyboard.press('Escape');

  await page.setViewportSize(PHONE);
  await page.goto(`/${organization.slug}`);
  await page.getByRole('button', { name: 'Search or go to…' }).filter({ visible: true }).click();
  await expect(field(page)).toBeFocused();
  await expect(group(page, 'Go to').getByRole('option').first()).toBeVisible();
  // Once it has risen to its place.
  await expect.poll(() => palette(page).boundingBox()).toEqual({ x: 0, y: 0, ...PHONE });
  await field(page).fill(LONG.slice(0, 30));
  await expect(chosen(page)).toContainText(LONG);
  await expectInBounds(page, 'phone');
  await expectAccessible(page, 'everything', 'phone');
  await palette(page).getByRole('button', { name: 'Close' }).click();
  await expect(palette(page)).toBeHidden();
});

type Open = (person: Person, options: BrowserContextOptions) => Promise<Page>;

const palette = (page: Page) => page.getByRole('dialog', { name: 'Go, search or act' });
const field = (page: Page) => palette(page).getByRole('combobox');
const group = (page: Page, name: string) => palette(page).getByRole('group', { name, exact: true });
const option = (page: Page, name: string) => palette(page).getByRole('option', { name, exact: true });
const chosen = (page: Page) => palette(page).getByRole('option', { selected: true });
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** Opens the palette, wherever the focus is, and types. */
async function find(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.insertText(typed);
  await expect(field(page)).toHaveValue(typed);
}
