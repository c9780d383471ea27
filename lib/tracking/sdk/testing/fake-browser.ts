import type { BrowserWindow, Environment, PageEvent } from '../environment';
import type { SdkOptions } from '../script-options';
import { FakeClock } from './fake-clock';
import { FakeServer } from './fake-server';
import { FakeStorage } from './fake-storage';

export interface FakeBrowserOptions {
  url?: string;
  title?: string;
  referrer?: string;
  clock?: FakeClock;
  server?: FakeServer;
  localStorage?: FakeStorage;
  sessionStorage?: FakeStorage;
  cookies?: Map<string, string>;
  acceptsCookies?: boolean;
}

/** One page in one tab: as much of a browser as the SDK touches, moved by the test. */
export class FakeBrowser implements Environment {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly localStorage: FakeStorage;
  readonly sessionStorage: FakeStorage;
  readonly cookies: Map<string, string>;
  readonly cookieAttributes: string[] = [];
  readonly warnings: unknown[][] = [];
  readonly document;
  readonly navigator: {
    language: string;
    onLine: boolean;
    doNotTrack: string | null;
    globalPrivacyControl?: boolean;
    sendBeacon: (url: string, body: string) => boolean;
  };
  readonly window: BrowserWindow;
  private url: URL;
  private state: 'live' | 'frozen' | 'dead' = 'live';
  private heldTimers: (() => void)[] = [];
  private readonly listeners = new Map<string, ((event: PageEvent) => void)[]>();

  constructor(options: FakeBrowserOptions = {}) {
    this.clock = options.clock ?? new FakeClock();
    this.server = options.server ?? new FakeServer();
    this.localStorage = options.localStorage ?? new FakeStorage();
    this.sessionStorage = options.sessionStorage ?? new FakeStorage();
    this.cookies = options.cookies ?? new Map();
    this.url = new URL(options.url ?? 'https://shop.example/');
    this.document = this.createDocument(options);
    this.navigator = {
      language: 'de-AT',
      onLine: true,
      doNotTrack: null,
      sendBeacon: (url, body) => this.server.sendBeacon(url, body),
    };
    this.window = this.createWindow();
  }

  readonly nowMs = (): number => this.clock.nowMs;
  readonly random = (): number => 1;

  /** Fires an event of the window or the document. */
  dispatch(type: string, details: Omit<PageEvent, 'type'> = {}): void {
    for (const listener of this.listeners.get(type) ?? []) listener({ type, ...details });
  }

  hide(): void {
    this.document.visibilityState = 'hidden';
    this.dispatch('visibilitychange');
  }

  show(): void {
    this.document.visibilityState = 'visible';
    this.dispatch('visibilitychange');
  }

  /** The visitor goes to another page and the browser keeps this one in memory, frozen. */
  leave(): void {
    this.dispatch('pagehide', { persisted: true });
    if (this.document.visibilityState === 'visible') this.hide();
    this.state = 'frozen';
  }

  /** The visitor goes back to this page: it goes on where it was. */
  comeBack(): void {
    this.state = 'live';
    this.document.visibilityState = 'visible';
    this.dispatch('pageshow', { persisted: true });
    for (const callback of this.heldTimers.splice(0)) callback();
  }

  /** The tab is closed, or another page is loaded in it. */
  close(): void {
    this.leave();
    this.crash();
  }

  /** The page is gone without having been told. */
  crash(): void {
    this.state = 'dead';
  }

  /** A background tab is put to sleep without having been told. */
  freeze(): void {
    this.state = 'frozen';
  }

  thaw(): void {
    this.state = 'live';
    for (const callback of this.heldTimers.splice(0)) callback();
  }

  /** Back or forward inside the page. */
  goTo(url: string): void {
    this.url = new URL(url, this.url);
    this.dispatch('popstate');
  }

  private createDocument({ title = 'Shop', referrer = '', acceptsCookies = true }: FakeBrowserOptions) {
    const { cookies, cookieAttributes } = this;
    return {
      title,
      referrer,
      visibilityState: 'visible',
      prerendering: false,
      get cookie(): string {
        return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      },
      set cookie(text: string) {
        if (!acceptsCookies) return;
        const [pair = '', ...attributes] = text.split('; ');
        const [name = '', value = ''] = pair.split('=');
        cookieAttributes.push(attributes.join('; '));
        if (attributes.includes('max-age=0')) cookies.delete(name);
        else cookies.set(name, value);
      },
      addEventListener: this.listen,
    };
  }

  private runTimer(callback: () => void): void {
    if (this.state === 'live') callback();
    else if (this.state === 'frozen') this.heldTimers.push(callback);
  }

  private readonly listen = (type: string, listener: (event: PageEvent) => void): void => {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  };

  private createWindow(): BrowserWindow {
    const browser = this;
    const navigate = (_data: unknown, _unused: string, url?: string | URL | null) => {
      if (url) this.url = new URL(url, this.url);
    };
    return {
      document: this.document,
      navigator: this.navigator,
      location: {
        get href() {
          return browser.url.href;
        },
        get pathname() {
          return browser.url.pathname;
        },
        get search() {
          return browser.url.search;
        },
      },
      history: { pushState: navigate, replaceState: navigate },
      screen: { width: 1440, height: 900 },
      crypto,
      localStorage: this.localStorage,
      sessionStorage: this.sessionStorage,
      console: { warn: (...parts) => this.warnings.push(parts) },
      fetch: (url, init) => this.server.fetch(url, init, this.clock.nowMs),
      setTimeout: (callback, delayMs) => this.clock.setTimeout(() => this.runTimer(callback), delayMs),
      clearTimeout: (timer) => this.clock.clearTimeout(timer),
      addEventListener: this.listen,
    };
  }
}

export const WRITE_KEY = 'tl_w_test';

/** The options of a plain script tag, without automatic page views so that a test sees only its own calls. */
export const OPTIONS: SdkOptions = {
  writeKey: WRITE_KEY,
  host: 'https://collect.example',
  autoPage: false,
  consentRequired: false,
  respectDoNotTrack: true,
};
