import type { Command, Throughline } from './api';
import { createThroughline } from './client';
import type { BrowserWindow, Environment } from './environment';
import { type OptionsElement, readScriptOptions } from './script-options';

export interface InstallEnvironment extends Environment {
  readonly window: BrowserWindow & { throughline?: Throughline | Command[] };
}

/** Puts `window.throughline` in place and runs the calls made before it was there. A second script tag changes nothing. */
export function install(env: InstallEnvironment, script: OptionsElement): void {
  const { window } = env;
  const early = window.throughline;
  if (early && !Array.isArray(early)) return;
  window.throughline = createThroughline(env, readScriptOptions(script));
  if (early) window.throughline.push(...early);
}
