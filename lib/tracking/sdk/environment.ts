/** What the SDK reads from a lifecycle, connectivity or storage event. */
export interface PageEvent {
  readonly type: string;
  readonly persisted?: boolean;
  readonly key?: string | null;
  readonly newValue?: string | null;
}

export type StorageArea = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** The parts of a browser window that the SDK touches. Every one of them may throw in a locked-down browser. */
export interface BrowserWindow {
  readonly document: {
    cookie: string;
    readonly title: string;
    readonly referrer: string;
    readonly visibilityState: string;
    /** True while Chrome renders a page that nobody has opened yet. */
    readonly prerendering?: boolean;
    addEventListener(type: string, listener: (event: PageEvent) => void): void;
  };
  readonly location: { readonly href: string; readonly pathname: string; readonly search: string };
  readonly history: Pick<History, 'pushState' | 'replaceState'>;
  readonly navigator: {
    readonly language: string;
    readonly onLine?: boolean;
    readonly doNotTrack?: string | null;
    readonly globalPrivacyControl?: boolean;
    sendBeacon?(url: string, body: string): boolean;
  };
  readonly screen: { readonly width: number; readonly height: number };
  readonly crypto: {
    /** Missing on plain-http pages. */
    randomUUID?(): string;
    getRandomValues(bytes: Uint8Array<ArrayBuffer>): Uint8Array;
  };
  readonly localStorage: StorageArea;
  readonly sessionStorage: StorageArea;
  readonly console: { warn(...parts: unknown[]): void };
  fetch(url: string, init: RequestInit): Promise<HttpAnswer>;
  setTimeout(callback: () => void, delayMs: number): number;
  clearTimeout(timer: number | undefined): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
}

/** Everything the SDK knows of the outside: the window, the clock and chance. */
export interface Environment {
  readonly window: BrowserWindow;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
}
