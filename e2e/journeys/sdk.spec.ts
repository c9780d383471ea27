import { VISITOR_USER_AGENT } from '../fixtures/customer-site';
import { programUrl } from '../fixtures/demo';
import { scoredLead } from '../fixtures/door';
import { newOrganization, type Organization } from '../fixtures/people';
import { expect, type Page, test } from '../fixtures/test';

const VISITOR = { userAgent: VISITOR_USER_AGENT };

let organization: Organization;

test.beforeEach(async () => {
  organization = await newOrganization('Delivery Ltd');
});

test('what a visitor does while offline arrives once and in order when the connection is back', async ({
  open,
  customerSite,
}) => {
  const visitor = await open(null, { ...VISITOR, baseURL: await customerSite(tag(programUrl())) });
  await visitor.goto('/');
  await expect.poll(arrived).toEqual(['page_view /']);

  await visitor.context().setOffline(true);
  await visitor.getByRole('button', { name: 'Pricing' }).click();
  await visitor.getByRole('button', { name: 'Request a demo' }).click();
  await visitor.getByRole('button', { name: 'Log in' }).click();
  await visitor.getByRole('button', { name: 'Request a demo' }).click();
  await visitor.waitForTimeout(1_500);
  expect(await arrived()).toEqual(['page_view /']);

  await visitor.context().setOffline(false);
  const all = ['page_view /', 'page_view /pricing', 'demo_requested', 'identify', 'demo_requested'];
  await expect.poll(arrived).toEqual(all);
  await scoredLead(organization.api, { search: 'grace@brightdesk.example' }, all.length);
  await visitor.waitForTimeout(1_500);
  expect(await arrived(), 'nothing came twice').toEqual(all);
  expect(await stored(visitor)).toEqual([]);
});

test('nothing is lost while the server is down, not even with the page, and it is not asked all the time', async ({
  open,
  customerSite,
  cable,
}) => {
  const server = await cable.plugIn();
  const visitor = await open(null, { ...VISITOR, baseURL: await customerSite(tag(server)) });
  await visitor.goto('/');
  await expect.poll(arrived).toEqual(['page_view /']);

  cable.pullOut();
  let tries = 0;
  visitor.on('request', (request) => {
    if (request.url().endsWith('/v1/batch') && request.method() === 'POST') tries += 1;
  });
  await visitor.getByRole('button', { name: 'Pricing' }).click();
  for (let n = 0; n < 4; n++) await visitor.getByRole('button', { name: 'Request a demo' }).click();
  await visitor.waitForTimeout(4_000);
  // After 1, 2 and 4 seconds at most, each at least half of that.
  expect(tries).toBeGreaterThanOrEqual(2);
  expect(tries).toBeLessThanOrEqual(5);
  expect((await stored(visitor)).flat(), 'they wait where they outlive the page').toHaveLength(5);

  await visitor.goto('/another');
  expect((await stored(visitor)).flat()).toHaveLength(5);
  await cable.plugIn();
  await visitor.reload();
  const all = ['page_view /', 'page_view /pricing', ...Array(4).fill('demo_requested'), 'page_view /another'];
  await expect.poll(arrived).toEqual(all);
  await visitor.waitForTimeout(1_500);
  expect(await arrived(), 'nothing came twice').toEqual(all);
  expect(await stored(visitor)).toEqual([]);
});

const FORM = `<form id="signup" name="trial" method="post" action="/thanks?token=hunter2#top">
  <label>Work address <input name="contact" type="email"></label>
  <label>Company <input name="company"></label>
  <label>Secret <input name="login" type="password"></label>
  <label>Card <input name="number" autocomplete="cc-number"></label>
  <input type="hidden" name="campaign" value="hidden value">
  <button>Send</button></form>`;

async function sendForm(visitor: Page): Promise<void> {
  await visitor.goto('/');
  await visitor.waitForFunction(() => 'watchesForms' in (window as { throughline?: object }).throughline!);
  await visitor.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), FORM);
  await visitor.getByLabel('Work address').fill('ada@example.com');
  await visitor.getByLabel('Company').fill('Analytical Engines');
  await visitor.getByLabel('Secret').fill('hunter2');
  await visitor.getByLabel('Card').fill('4111111111111111');
  await visitor.evaluate(() => {
    // Such a field hides the form's own method, from Playwright too.
    const form = document.querySelector('#signup')!;
    form.insertAdjacentHTML('beforeend', '<input name="getAttribute">');
    form.querySelector('button')!.click();
  });
  await visitor.waitForURL(/\/thanks/);
}

async function formEvents() {
  return (await organization.api.tracking.listEvents({ type: 'form_submitted' })).items;
}

test('a form that is sent is told by the names of its fields, also by the page it leads away from', async ({
  open,
  customerSite,
}) => {
  const site = await customerSite(tag(programUrl(), 'data-forms'));
  const visitor = await open(null, { ...VISITOR, baseURL: site });
  await sendForm(visitor);
  await expect
    .poll(async () => (await formEvents()).map(({ properties }) => properties))
    .toEqual([
      { id: 'signup', name: 'trial', action: `${site}/thanks`, fields: ['contact', 'company', 'getAttribute'] },
    ]);
  await expect.poll(async () => (await organization.api.leads.listLeads({})).total).toBe(1);
  expect((await organization.api.leads.listLeads({ search: 'ada@example.com' })).items).toEqual([]);
  const events = JSON.stringify((await organization.api.tracking.debugEvents({})).items.map(({ payload }) => payload));
  for (const value of ['ada@example.com', 'Analytical', '4111', 'hidden value']) expect(events).not.toContain(value);
});

test('where the page says so, the address in a form says who the visitor is', async ({ open, customerSite }) => {
  const site = await customerSite(tag(programUrl(), 'data-forms="identify"'));
  await sendForm(await open(null, { ...VISITOR, baseURL: site }));
  await expect.poll(async () => (await formEvents()).length).toBe(1);
  const { items } = await organization.api.leads.listLeads({ search: 'ada@example.com' });
  expect(items).toHaveLength(1);
});

test('forms are not looked at where the page does not ask for it', async ({ open, customerSite }) => {
  const visitor = await open(null, { ...VISITOR, baseURL: await customerSite(tag(programUrl())) });
  const asked: string[] = [];
  visitor.on('request', (request) => asked.push(request.url()));
  await visitor.goto('/');
  await expect.poll(arrived).toEqual(['page_view /']);
  expect(asked.filter((url) => url.includes('ls-forms'))).toEqual([]);
});

function tag(server: string, attributes = ''): string {
  return `<script async src="${server}/sdk/ls.js" data-write-key="${organization.writeKey}" ${attributes}></script>`;
}

/** Everything in the ledger in the order of arrival, page views with their path. */
async function arrived(): Promise<string[]> {
  const { items } = await organization.api.tracking.listEvents({});
  return items
    .toReversed()
    .map(({ type, properties }) => (type === 'page_view' ? `${type} ${String(properties.path)}` : type));
}

/** What waits in the visitor's storage, by page. */
function stored(visitor: Page): Promise<unknown[][]> {
  return visitor.evaluate(() =>
    Object.entries(localStorage)
      .filter(([name]) => name.startsWith('tl_queue:'))
      .map(([, text]) => (JSON.parse(text) as [number, unknown[]])[1]),
  );
}
