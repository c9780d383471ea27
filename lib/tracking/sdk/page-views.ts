import type { BrowserWindow } from './environment';
import { guarded } from './guard';

export interface PageDescription {
  url: string;
  path: string;
  title: string;
  referrer: string;
  search: string;
}

/** A page view that nobody has called `page()` for. */
export type OnPageView = (atMs: number, page: PageDescription) => void;

export interface PageViews {
  /** The page as it is now. Inside a single-page app the referrer is the address before. */
  current(): PageDescription;
  /** Reports the page view at hand and every later one. */
  watch(): void;
  /** The page came back from the browser's memory: the visitor sees it again. */
  revisit(): void;
  /** Reports a page view that waits for its title, so that it stands before what is tracked next. */
  settle(): void;
  /** Replaces a waiting page view by an explicit one for the same address. */
  dismiss(): void;
}

/**
 * Automatic page views, one for each change of path or query, never two in a row for the same address.
 * A view is reported at the end of the current task, since apps set the title after they change the address.
 */
export function createPageViews(window: BrowserWindow, nowMs: () => number, onPageView: OnPageView): PageViews {
  const { document, location, history } = window;
  let referrer = document.referrer;
  let seenUrl = '';
  let waiting: { atMs: number; page: PageDescription } | undefined;

  function current(): PageDescription {
    return {
      url: location.href.split('#')[0]!,
      path: location.pathname,
      title: document.title,
      referrer,
      search: location.search,
    };
  }

  function notice(): void {
    const { url } = current();
    if (url === seenUrl) return;
    settle();
    if (seenUrl) referrer = seenUrl;
    seenUrl = url;
    waiting = { atMs: nowMs(), page: current() };
    window.setTimeout(guarded(window, settle), 0);
  }

  function settle(): void {
    if (!waiting) return;
    const { atMs, page } = waiting;
    waiting = undefined;
    onPageView(atMs, { ...page, title: document.title });
  }

  function watchHistory(method: 'pushState' | 'replaceState'): void {
    const original = history[method];
    const noticed = guarded(window, notice);
    history[method] = function (this: History, ...parameters: Parameters<History['pushState']>) {
      original.apply(this, parameters);
      noticed();
    };
  }

  return {
    current,
    watch() {
      watchHistory('pushState');
      watchHistory('replaceState');
      window.addEventListener('popstate', guarded(window, notice));
      notice();
    },
    revisit() {
      seenUrl = '';
      notice();
    },
    settle,
    dismiss() {
      waiting = undefined;
    },
  };
}
