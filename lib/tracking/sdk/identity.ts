import { readCookie, writeCookie } from './cookies';
import type { BrowserWindow } from './environment';
import type { SafeStorage } from './safe-storage';
import { createUuid } from './uuid';

const ANONYMOUS_ID = 'anonymous_id';
const USER_ID = 'user_id';

/**
 * Who the visitor is. Ids live in localStorage, else in a cookie, else in memory; they are read anew for every
 * event, so that a reset in one tab is a reset in all. Until storing is allowed they live in memory only.
 */
export interface Identity {
  anonymousId(): string;
  userId(): string | undefined;
  setUserId(userId: string): void;
  /** Forgets both ids; the next event gets a new anonymous id. */
  reset(): void;
  /** From now on ids are stored, those made so far included. */
  allowStorage(): void;
  /** Deletes what is stored and stores nothing more. */
  forget(): void;
}

export function createIdentity(window: BrowserWindow, storage: SafeStorage): Identity {
  let memory: Record<string, string> = {};
  let mayStore = false;

  function read(name: string): string | undefined {
    return (mayStore && (storage.get(name) || readCookie(window, name))) || memory[name];
  }

  function write(name: string, value: string): void {
    if (mayStore && (storage.set(name, value) || writeCookie(window, name, value))) delete memory[name];
    else memory[name] = value;
  }

  function reset(): void {
    memory = {};
    for (const name of [ANONYMOUS_ID, USER_ID]) {
      storage.remove(name);
      if (readCookie(window, name)) writeCookie(window, name, '');
    }
  }

  return {
    anonymousId() {
      const known = read(ANONYMOUS_ID);
      if (known) return known;
      const created = createUuid(window.crypto);
      write(ANONYMOUS_ID, created);
      return created;
    },
    userId: () => read(USER_ID),
    setUserId: (userId) => write(USER_ID, userId),
    reset,
    allowStorage() {
      mayStore = true;
      for (const name of Object.keys(memory)) write(name, memory[name]!);
    },
    forget() {
      reset();
      mayStore = false;
    },
  };
}
