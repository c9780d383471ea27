const KEPT = 20;
const MAX_ID_CHARS = 200;

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** Ids of what was chosen in the palette, the latest first: of one person in one organization, in this browser alone. */
export class RecentlyUsed {
  readonly #key: string;
  readonly #storage: () => Storage;

  /** `storage` may throw, as a browser's does where it is switched off; then nothing is remembered. */
  constructor(orgId: string, userId: string, storage: () => Storage = () => window.localStorage) {
    this.#key = `palette:${orgId}:${userId}`;
    this.#storage = storage;
  }

  ids(): string[] {
    try {
      return idsIn(this.#storage().getItem(this.#key));
    } catch {
      return [];
    }
  }

  note(id: string): void {
    const ids = [id, ...this.ids().filter((other) => other !== id)].slice(0, KEPT);
    try {
      this.#storage().setItem(this.#key, JSON.stringify(ids));
    } catch {
      // Storage is full or switched off: the palette works without a memory.
    }
  }
}

/** Whatever stands in the storage, only ids come out of it. @throws SyntaxError */
function idsIn(text: string | null): string[] {
  const value: unknown = text === null ? [] : JSON.parse(text);
  if (!Array.isArray(value)) return [];
  return value.filter((id) => typeof id === 'string' && id.length <= MAX_ID_CHARS).slice(0, KEPT);
}
