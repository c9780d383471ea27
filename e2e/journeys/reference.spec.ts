import { VISITOR_USER_AGENT } from '../fixtures/customer-site';
import { programUrl } from '../fixtures/demo';
import { scoredLead } from '../fixtures/door';
import { newOrganization } from '../fixtures/people';
import { expect, test } from '../fixtures/test';

interface OpenApi {
  paths: Record<string, Record<string, { servers?: { url: string }[] }>>;
}

test('the reference lists every operation that the machine-readable one has, each at its own address', async ({
  open,
}) => {
  const response = await fetch(`${programUrl()}/api/openapi.json`);
  const { paths } = (await response.json()) as OpenApi;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { servers }]) => `${method.toUpperCase()} ${servers?.[0]?.url === '/' ? '' : '/api'}${path}`,
    ),
  );
  expect(operations).toContain('POST /api/events');
  expect(operations).toContain('POST /v1/track');

  const page = await open(null);
  await page.goto('/docs/api');
  const headings = await page.getByRole('article').getByRole('heading', { level: 3 }).allInnerTexts();
  const listed = headings.map((heading) => heading.replace(/\s+/, ' ').trim());
  expect([...listed].sort()).toEqual([...operations].sort());

  await page.getByRole('navigation').getByRole('link', { name: 'GET /api/leads/{id}/score', exact: true }).click();
  const heading = page.getByRole('heading', { name: 'GET /api/leads/{id}/score', exact: true });
  const entry = page.getByRole('article').filter({ has: heading });
  await expect(entry).toBeInViewport();
  await expect(entry).toContainText('leads:read');
});

test('the page to try the SDK on sends what one does on it, and says what was answered', async ({ open }) => {
  const { api, writeKey } = await newOrganization('Trying Ltd');
  const page = await open(null, { userAgent: VISITOR_USER_AGENT });
  await page.goto(`/sdk/test.html?writeKey=${encodeURIComponent(writeKey)}`);
  const log = page.getByRole('list').filter({ hasText: 'page /sdk/test.html' });
  await expect(log).toContainText('1 accepted, 0 duplicate, 0 rejected');
  await expect(page, 'the key is not part of every recorded address').not.toHaveURL(/tl_w_/);

  await page.getByRole('button', { name: 'View pricing' }).click();
  await page.getByRole('button', { name: 'Request a demo' }).click();
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(log).toContainText('demo_requested');
  const lead = await scoredLead(api, { search: 'ada@example.com' }, 5);
  expect(lead.score, 'a page, the pricing page, a demo, a sign-up').toBe(1 + 10 + 30 + 20);
});
