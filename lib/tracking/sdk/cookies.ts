import type { BrowserWindow } from './environment';
import { STORAGE_PREFIX } from './safe-storage';

const ONE_YEAR_SECONDS = 31_536_000;

export function readCookie(window: BrowserWindow, name: string): string {
  try {
    const match = `; ${window.document.cookie}`.split(`; ${STORAGE_PREFIX}${name}=`)[1];
    return decodeURIComponent((match || '').split(';')[0]!);
  } catch {
    return '';
  }
}

/** An empty value deletes the cookie. @returns whether the browser now holds the value. */
export function writeCookie(window: BrowserWindow, name: string, value: string): boolean {
  try {
    const secure = window.location.href.indexOf('https:') === 0 ? '; Secure' : '';
    const maxAgeSeconds = value ? ONE_YEAR_SECONDS : 0;
    window.document.cookie = `${STORAGE_PREFIX}${name}=${encodeURIComponent(value)}; path=/; max-age=${maxAgeSeconds}; SameSite=Lax${secure}`;
  } catch {
    return false;
  }
  return readCookie(window, name) === value;
}
