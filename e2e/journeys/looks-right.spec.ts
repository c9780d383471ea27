import { demoOrganizations } from '../fixtures/demo';
import { expectAccessible, expectInBounds, isSettled } from '../fixtures/looks';
import { newMember, type Organization, type Person } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';
import { newEmptyOrganization, newUglyOrganization, type UglyOrganization } from '../fixtures/ugly-organization';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

let ugly: UglyOrganization;
let empty: Organization;
let viewer: Person;

test.beforeAll(async () => {
  ugly = await newUglyOrganization();
  empty = await newEmptyOrganization(ugly.admin);
  viewer = await newMember(empty, 'viewer', 'Vera Viewer');
});

interface Look {
  path: string | (() => string);
  /** Something that must be there, where the heading alone does not show that the page is whole. */
  shows?: string;
  /** Presses this first: what opens is looked at. */
  opens?: string;
  /** False where the colours are those of a page that is looked at in both themes. */
  themes?: boolean;
  /** On a phone it is made of other parts, such as cards for rows. */
  other?: boolean;
}

const ofNobody: Record<string, Look> = {
  'sign-in': { path: '/sign-in' },
  'sign-up': { path: '/sign-up' },
  'a forgotten password': { path: '/forgot-password' },
  'a new password': { path: '/reset-password?token=x' },
  'an address that was not confirmed': { path: '/verify-email?token=x', shows: 'This link cannot be used' },
  'mail of accounts': { path: '/outbox', shows: 'Confirm your e-mail address' },
  'an invitation that is over': { path: `/invite/${'x'.repeat(43)}` },
  'the API reference': { path: '/docs/api' },
};

const withUglyData: Record<string, Look> = {
  home: { path: '', shows: 'What happened' },
  leads: { path: '/leads', shows: 'Showing 6 of 6', other: true },
  'a lead beside its list': { path: () => `/leads?lead=${ugly.rightToLeftId}`, shows: 'Why this score' },
  'the page of a lead': { path: () => `/leads/${ugly.leadId}`, shows: 'Why this score' },
  'a lead that does not exist': { path: `/leads/${crypto.randomUUID()}`, shows: 'There is no lead at this address' },
  leaderboard: { path: '/leaderboard', other: true },
  'leaderboard by stage': { path: '/leaderboard?tab=stages', shows: 'Qualified' },
  'leads needing attention': { path: '/leaderboard?tab=attention', shows: 'quiet@example.com' },
  events: { path: '/events?type=page_view', shows: 'Page view' },
  'organization settings': { path: '/settings/organization', shows: 'Remove organization' },
  members: { path: '/settings/members', shows: 'Open invitations', other: true },
  'the invitation form': { path: '/settings/members', opens: 'Invite' },
  scoring: { path: '/settings/scoring', shows: 'Stages and decay', other: true },
  'the form of a rule': { path: '/settings/scoring', opens: 'Edit the rule for very_' },
  sources: { path: '/settings/sources', other: true },
  'an open source': { path: () => `/settings/sources?source=${ugly.sourceId}`, shows: 'On a web site' },
  debugger: { path: '/sources/debugger', shows: 'Accepted' },
  'a refused event in the debugger': { path: '/sources/debugger?outcome=refused', opens: 'Refused', other: true },
  'API keys': { path: '/settings/api-keys', other: true },
  'the form of an API key': { path: '/settings/api-keys', opens: 'New key' },
  outbox: { path: '/settings/outbox', shows: 'Invitation to' },
  'an open mail': { path: '/settings/outbox', opens: 'Join ' },
  system: { path: '/system', shows: 'The event names no job.', other: true },
  'configuration of the installation': { path: '/system/configuration', shows: 'throughline_door' },
  'connections that were checked': {
    path: '/system/configuration',
    opens: 'Check now',
    shows: 'prepared statements are kept',
    themes: false,
  },
  'a run that failed': { path: '/system?status=failed', opens: 'work on job' },
  'the account menu': { path: '/settings/api-keys', opens: 'account and theme' },
};

const whenEmpty: Record<string, Look> = {
  home: { path: '', shows: 'First steps', themes: false },
  leads: { path: '/leads', shows: 'No leads yet', themes: false },
  leaderboard: { path: '/leaderboard', shows: 'No leads yet', themes: false },
  events: { path: '/events', shows: 'No events yet', themes: false },
  debugger: { path: '/sources/debugger', shows: 'No event in the last 24 hours', themes: false },
  'API keys': { path: '/settings/api-keys', shows: 'No API key yet', themes: false },
  outbox: { path: '/settings/outbox', shows: 'No mail yet', themes: false },
  system: { path: '/system', shows: 'No run yet', themes: false },
};

for (const [name, look] of Object.entries(ofNobody))
  test(`looks right before signing in: ${name}`, ({ open }) => looksRight(open(null, LIGHT), '', look));

for (const [name, look] of Object.entries(withUglyData))
  test(`looks right with ugly data: ${name}`, ({ open }) => looksRight(open(ugly.admin, LIGHT), `/${ugly.slug}`, look));

for (const [name, look] of Object.entries(whenEmpty))
  test(`looks right when empty: ${name}`, ({ open }) => looksRight(open(ugly.admin, LIGHT), `/${empty.slug}`, look));

test('looks right: a new organization', ({ open }) => looksRight(open(ugly.admin, LIGHT), '', { path: '/welcome' }));

test('looks right: an address of nothing', ({ open }) =>
  looksRight(open(ugly.admin, LIGHT), `/${demoOrganizations()[0].slug}`, { path: '', shows: 'There is nothing' }));

test('looks right: a page one may not see', ({ open }) =>
  looksRight(open(viewer, LIGHT), `/${empty.slug}`, { path: '/leads', shows: 'Your role does not show leads' }));

test('a theme that was chosen stays', async ({ open }) => {
  const page = await open(ugly.admin, LIGHT);
  await page.goto(`/${empty.slug}/settings/api-keys`);
  await page.getByRole('button', { name: 'account and theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveClass(/dark/);
  await page.reload();
  await expect(page.locator('html')).toHaveClass(/dark/);
});

test('looks right: the menu on a phone', async ({ open }) => {
  const page = await open(ugly.admin, { ...LIGHT, viewport: PHONE });
  await page.goto(`/${ugly.slug}/leaderboard`);
  await page.getByRole('button', { name: 'Open the menu' }).click();
  await expect(page.getByRole('dialog').getByRole('link', { name: 'Leads' })).toBeVisible();
  await expectInBounds(page, 'phone');
  await expectAccessible(page, 'everything', 'phone');
});

const LIGHT = { viewport: DESKTOP, reducedMotion: 'reduce', colorScheme: 'light' } as const;

async function looksRight(
  opening: Promise<Page>,
  base: string,
  { path, shows, opens, other, themes = true }: Look,
): Promise<void> {
  const page = await opening;
  const complaints = complaintsOf(page);
  await page.goto(base + (typeof path === 'string' ? path : path()));
  if (opens !== undefined) await page.getByRole('button', { name: opens }).filter({ visible: true }).first().click();
  if (shows !== undefined) await expect(page.getByText(shows).filter({ visible: true }).first()).toBeVisible();
  await isSettled(page);
  const layer = page.getByRole('dialog').getByRole('heading').or(page.getByRole('menu'));
  await expect.soft(page.getByRole('heading', { level: 1 }).or(layer).first(), 'says where one is').toBeVisible();
  await expectAccessible(page, 'everything', 'light');
  await expectInBounds(page, 'desktop');

  if (themes) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('html')).toHaveClass(/dark/);
    await expectAccessible(page, 'contrast', 'dark');
  }
  await page.setViewportSize(PHONE);
  await isSettled(page);
  await expectInBounds(page, 'phone');
  if (other) await expectAccessible(page, 'all but contrast', 'phone');
  expect.soft(complaints, 'complaints in the console').toEqual([]);
}

/** Errors and warnings of the console, but for what the browser itself notes when something does not exist, or no longer. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    if (/^Failed to load resource: .* (404|410)/.test(message.text())) return;
    complaints.push(`${message.text()} (${message.location().url})`);
  });
  return complaints;
}
