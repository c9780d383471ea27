import type { StorageArea } from '../environment';

/** Web storage in memory. Hand one to several fake browsers and they are tabs of one site. */
export class FakeStorage implements StorageArea {
  readonly values = new Map<string, string>();
  /** Set to make every access throw, as in a private window or a sandboxed frame. */
  isForbidden = false;
  /** Set to make every write throw, as on a full disk. */
  isFull = false;

  get length(): number {
    this.check();
    return this.values.size;
  }

  key(index: number): string | null {
    this.check();
    return [...this.values.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    this.check();
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.check();
    if (this.isFull) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.check();
    this.values.delete(key);
  }

  private check(): void {
    if (this.isForbidden) throw new DOMException('The operation is insecure.', 'SecurityError');
  }
}
