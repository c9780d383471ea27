import { expect, test } from 'vitest';
import { createCampaignMemory, parseCampaign } from './campaign';
import { createSafeStorage } from './safe-storage';
import { FakeBrowser } from './testing/fake-browser';

const LANDING =
  '?utm_source=news&utm_medium=email&utm_campaign=Spring%20sale&utm_term=crm&utm_content=top&utm_id=4&x=1';
const CAMPAIGN = { source: 'news', medium: 'email', name: 'Spring sale', term: 'crm', content: 'top' };

function session(browser: FakeBrowser) {
  return createSafeStorage(browser.window, 'sessionStorage');
}

test('the five parameters are read by their Segment names', () => {
  expect(parseCampaign(LANDING)).toEqual(CAMPAIGN);
});

test.each(['', '?a=1', '?utm_source=', '?utm_=x&xutm_source=y'])('%j names no campaign', (search) => {
  expect(parseCampaign(search)).toBeUndefined();
});

test('the landing campaign lasts for the session and a new one replaces it', () => {
  const browser = new FakeBrowser();
  createCampaignMemory(session(browser), LANDING).allowStorage();

  const secondPage = createCampaignMemory(session(browser), '');
  secondPage.allowStorage();
  expect(secondPage.current()).toEqual(CAMPAIGN);

  createCampaignMemory(session(browser), '?utm_source=ads').allowStorage();
  const thirdPage = createCampaignMemory(session(browser), '');
  thirdPage.allowStorage();
  expect(thirdPage.current()).toEqual({ source: 'ads' });
});

test('nothing is read or written before storing is allowed, and forgetting deletes it', () => {
  const browser = new FakeBrowser();
  const campaign = createCampaignMemory(session(browser), LANDING);
  expect(campaign.current()).toEqual(CAMPAIGN);
  expect(browser.sessionStorage.values.size).toBe(0);
  campaign.allowStorage();
  expect(browser.sessionStorage.values.size).toBe(1);
  campaign.forget();
  expect(browser.sessionStorage.values.size).toBe(0);
  expect(campaign.current()).toBeUndefined();
});

test('a damaged stored campaign is ignored', () => {
  const browser = new FakeBrowser();
  browser.sessionStorage.values.set('tl_campaign', '{"source":');
  const campaign = createCampaignMemory(session(browser), '');
  campaign.allowStorage();
  expect(campaign.current()).toBeUndefined();
});
