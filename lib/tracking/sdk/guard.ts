import type { BrowserWindow } from './environment';

/** The same function, except that a failure becomes a warning: tracking must never break the page it is on. */
export function guarded<Parameters extends unknown[], Result>(
  window: BrowserWindow,
  operation: (...parameters: Parameters) => Result,
): (...parameters: Parameters) => Result | undefined {
  return (...parameters) => {
    try {
      return operation(...parameters);
    } catch (error) {
      window.console.warn('Throughline:', error);
    }
  };
}
