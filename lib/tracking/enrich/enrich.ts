import { type Campaign, readCampaign } from './campaign';
import { clip } from './clip';
import { type Place, readPlace } from './place';
import { type ReferrerClass, referrerClass } from './referrer';
import { type DeviceClass, readUserAgent } from './user-agent';

/** What is kept of where an event came from. Everything is optional; nothing else of a sender's context is stored. */
export interface EventContext {
  device?: DeviceClass;
  browser?: string;
  campaign?: Campaign;
  referrerClass?: ReferrerClass;
  country?: string;
  region?: string;
  page?: { url?: string; path?: string; title?: string; referrer?: string };
  library?: { name?: string; version?: string };
  locale?: string;
  ip?: string;
}

/** What the request around an event tells. */
export interface RequestFacts {
  headers: Readonly<Record<string, string | undefined>>;
  /** Whether the headers of a proxy or CDN are believed. */
  trustedProxy: boolean;
  /** The caller's address where the organization keeps addresses, else undefined. */
  ip: string | undefined;
}

type Json = Record<string, unknown>;

const URL_LENGTH_MAX = 2_000;
const TEXT_LENGTH_MAX = 500;
const SHORT_LENGTH_MAX = 100;
const LOCALE_LENGTH_MAX = 35;

/**
 * Derives the context of an event. A server's own user agent and place say nothing about the person, so device, place
 * and address are taken from the request only where a browser speaks: it sends an `Origin`, or describes a page.
 * @param sent the context as the sender gave it
 */
export function enrich(sent: Json | undefined, properties: Json, facts: RequestFacts): EventContext {
  const context: EventContext = {};
  const page = readPage(sent, properties);
  const isBrowser =
    facts.headers.origin !== undefined || (page !== undefined && isBrowserAgent(facts.headers['user-agent']));

  const userAgent = sent?.userAgent ?? (isBrowser ? facts.headers['user-agent'] : undefined);
  if (typeof userAgent === 'string') {
    const { device, browser } = readUserAgent(userAgent);
    context.device = device;
    if (browser !== undefined) context.browser = browser;
  }
  if (page) {
    context.page = page;
    context.referrerClass = referrerClass(page.referrer, page.url);
  }
  const campaign = readCampaign(sent?.campaign, page?.url);
  if (campaign) context.campaign = campaign;
  if (isBrowser && facts.trustedProxy) Object.assign(context, readPlace(facts.headers) satisfies Place);
  if (facts.ip !== undefined) {
    const ip = clip(sent?.ip, SHORT_LENGTH_MAX) ?? (isBrowser ? facts.ip : undefined);
    if (ip !== undefined) context.ip = ip;
  }
  if (sent === undefined) return context;
  const library = record(sent.library);
  if (library)
    context.library = defined({
      name: clip(library.name, SHORT_LENGTH_MAX),
      version: clip(library.version, SHORT_LENGTH_MAX),
    });
  const locale = clip(sent.locale, LOCALE_LENGTH_MAX);
  if (locale !== undefined) context.locale = locale;
  return context;
}

/** The page a browser describes in the context or, for a page view, in its properties. */
function readPage(sent: Json | undefined, properties: Json): EventContext['page'] {
  const described = record(sent?.page);
  const source =
    described ?? (typeof properties.url === 'string' && /^https?:/i.test(properties.url) ? properties : undefined);
  if (!source) return undefined;
  const page = defined({
    url: clip(source.url, URL_LENGTH_MAX),
    path: clip(source.path, URL_LENGTH_MAX),
    title: clip(source.title, TEXT_LENGTH_MAX),
    referrer: clip(source.referrer, URL_LENGTH_MAX),
  });
  return Object.keys(page).length === 0 ? undefined : page;
}

function isBrowserAgent(userAgent: string | undefined): boolean {
  return userAgent?.startsWith('Mozilla/') ?? false;
}

function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function defined<T extends Record<string, string | undefined>>(fields: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
