import type { BrowserWindow } from './environment';

/** What every name of the SDK begins with, in storage and in cookies. */
export const STORAGE_PREFIX = 'tl_';

/** Web storage that answers instead of throwing: private windows, full disks and sandboxed frames all refuse differently. */
export interface SafeStorage {
  get(name: string): string | null;
  /** @returns false when the value was not kept; then no older value is left behind either. */
  set(name: string, value: string): boolean;
  remove(name: string): void;
  /** The names of everything the SDK keeps in this area. */
  names(): string[];
}

export function createSafeStorage(window: BrowserWindow, area: 'localStorage' | 'sessionStorage'): SafeStorage {
  function attempt<Result>(operation: () => Result, otherwise: Result): Result {
    try {
      return operation();
    } catch {
      return otherwise;
    }
  }

  function remove(name: string): void {
    attempt(() => window[area].removeItem(STORAGE_PREFIX + name), undefined);
  }

  return {
    get: (name) => attempt(() => window[area].getItem(STORAGE_PREFIX + name), null),
    set(name, value) {
      const kept = attempt(() => {
        window[area].setItem(STORAGE_PREFIX + name, value);
        return true;
      }, false);
      if (!kept) remove(name);
      return kept;
    },
    remove,
    names: () =>
      attempt(() => {
        const names: string[] = [];
        for (let index = 0; index < window[area].length; index++) {
          const key = window[area].key(index) || '';
          if (key.indexOf(STORAGE_PREFIX) === 0) names.push(key.slice(STORAGE_PREFIX.length));
        }
        return names;
      }, []),
  };
}
