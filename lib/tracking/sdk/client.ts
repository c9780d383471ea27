import type { Calls, Command, Properties, Throughline } from './api';
import { byteLength } from './batch';
import { createCampaignMemory } from './campaign';
import { CONSENT, GRANTED, initialPermission, REFUSED } from './consent';
import type { Environment, PageEvent } from './environment';
import { guarded } from './guard';
import { createIdentity } from './identity';
import { createPageViews, type PageDescription } from './page-views';
import { createQueue } from './queue';
import { createSafeStorage, STORAGE_PREFIX } from './safe-storage';
import type { SdkOptions } from './script-options';
import { createSender } from './sender';
import { createTransport } from './transport';
import { createUuid } from './uuid';
import { type CallFields, LIBRARY, type WireEvent } from './wire';

const EVENT_BYTES_MAX = 32 * 1_024;

/** Starts tracking on this page and returns the public calls. */
export function createThroughline(env: Environment, options: SdkOptions): Throughline {
  const { window, nowMs } = env;
  const { document, navigator, screen, console } = window;
  const { writeKey, consentRequired } = options;
  const storage = createSafeStorage(window, 'localStorage');
  const identity = createIdentity(window, storage);
  const campaign = createCampaignMemory(createSafeStorage(window, 'sessionStorage'), window.location.search);
  const queue = createQueue(storage, writeKey, createUuid(window.crypto), nowMs);
  const sender = createSender(env, writeKey, queue, createTransport(window, options.host, nowMs));
  const pages = createPageViews(window, nowMs, (atMs, page) => {
    record({ type: 'page', properties: page }, page, atMs);
  });
  let permission = initialPermission(options, navigator, storage.get(CONSENT));

  function record(fields: CallFields, page: PageDescription = pages.current(), atMs = nowMs()): void {
    if (permission === 'refused' || permission === 'blocked') return;
    const event: WireEvent = {
      messageId: createUuid(window.crypto),
      timestamp: new Date(atMs).toISOString(),
      anonymousId: identity.anonymousId(),
      userId: identity.userId(),
      ...fields,
      context: {
        page,
        campaign: campaign.current(),
        library: LIBRARY,
        locale: navigator.language,
        screen: { width: screen.width, height: screen.height },
      },
    };
    const text = JSON.stringify(event);
    if (byteLength(text) > EVENT_BYTES_MAX) console.warn('Throughline: event above 32 kB dropped');
    else if (!queue.add(text)) console.warn('Throughline: queue full, event dropped');
    else sender.wake();
  }

  const calls: Calls = {
    track(event, properties) {
      pages.settle();
      if (!event || typeof event !== 'string') console.warn('Throughline: track() needs an event name');
      else record({ type: 'track', event, properties: plainObject(properties) });
    },
    identify(userId, traits) {
      pages.settle();
      const isId = typeof userId !== 'object';
      if (isId && userId) identity.setUserId(`${userId}`);
      record({ type: 'identify', traits: plainObject(isId || !userId ? traits : userId) });
    },
    page(name, properties) {
      const isName = typeof name !== 'object';
      const page = pages.current();
      const given = plainObject(isName || !name ? properties : name);
      pages.dismiss();
      record({ type: 'page', name: isName ? name : undefined, properties: { ...page, ...given } }, page);
    },
    alias(newId, previousId) {
      pages.settle();
      const previous = previousId || identity.userId() || identity.anonymousId();
      record({ type: 'alias', userId: newId, previousId: previous });
    },
    reset() {
      pages.settle();
      identity.reset();
    },
    consent(granted) {
      if (permission === 'blocked') return;
      pages.settle();
      if (granted) {
        if (permission !== 'granted') start();
        storage.set(CONSENT, GRANTED);
      } else {
        stop();
        storage.names().forEach(storage.remove);
        // Where consent is required its absence says the same, so that nothing at all needs to be stored.
        if (!consentRequired) storage.set(CONSENT, REFUSED);
      }
    },
    flush() {
      pages.settle();
      sender.flush();
    },
  };

  function start(): void {
    permission = 'granted';
    identity.allowStorage();
    campaign.allowStorage();
    queue.allowStorage();
    sender.open();
  }

  function stop(): void {
    permission = 'refused';
    sender.close();
    queue.forget();
    identity.forget();
    campaign.forget();
  }

  function followOtherTabs({ key, newValue }: PageEvent): void {
    if (key !== STORAGE_PREFIX + CONSENT) return;
    if (newValue === GRANTED) {
      if (permission !== 'granted') start();
    } else if (consentRequired || newValue === REFUSED) stop();
  }

  function watchPage(): void {
    const watchPageViews = () => options.autoPage && pages.watch();
    listen(window, 'storage', followOtherTabs);
    listen(window, 'online', sender.retryNow);
    listen(window, 'pagehide', () => {
      pages.settle();
      sender.leave();
    });
    listen(window, 'pageshow', ({ persisted }) => {
      if (!persisted) return;
      sender.comeBack();
      if (options.autoPage) pages.revisit();
    });
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState !== 'hidden') return;
      pages.settle();
      sender.handOver();
    });
    if (document.prerendering) listen(document, 'prerenderingchange', watchPageViews);
    else watchPageViews();
  }

  function listen(
    target: Pick<Environment['window'], 'addEventListener'>,
    type: string,
    listener: (event: PageEvent) => void,
  ): void {
    target.addEventListener(type, guarded(window, listener));
  }

  function push(...commands: Command[]): void {
    for (const [name, ...parameters] of commands) {
      guarded(window, calls[name] as (...parameters: unknown[]) => void)(...parameters);
    }
  }

  if (!writeKey) console.warn('Throughline: data-write-key is missing, nothing is tracked');
  if (permission === 'granted') start();
  if (permission !== 'blocked') watchPage();

  return {
    track: guarded(window, calls.track),
    identify: guarded(window, calls.identify),
    page: guarded(window, calls.page),
    alias: guarded(window, calls.alias),
    reset: guarded(window, calls.reset),
    consent: guarded(window, calls.consent),
    flush: guarded(window, calls.flush),
    anonymousId: identity.anonymousId,
    push: guarded(window, push),
  };
}

function plainObject(value: unknown): Properties {
  return typeof value === 'object' ? { ...value } : {};
}
