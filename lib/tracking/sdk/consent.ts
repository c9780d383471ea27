import type { BrowserWindow } from './environment';
import type { SdkOptions } from './script-options';

/**
 * - `granted`: store and send.
 * - `pending`: keep calls in memory until the visitor decides.
 * - `refused`: the visitor said no; calls are ignored.
 * - `blocked`: the browser asks not to be tracked, or there is no write key; calls are ignored, whatever is said later.
 */
export type Permission = 'granted' | 'pending' | 'refused' | 'blocked';

export const CONSENT = 'consent';
export const GRANTED = '1';
export const REFUSED = '0';

/** `storedDecision` is what the visitor said on an earlier page of this site, null when nothing is stored. */
export function initialPermission(
  options: Pick<SdkOptions, 'writeKey' | 'consentRequired' | 'respectDoNotTrack'>,
  navigator: BrowserWindow['navigator'],
  storedDecision: string | null,
): Permission {
  if (!options.writeKey || (options.respectDoNotTrack && asksNotToBeTracked(navigator))) return 'blocked';
  if (storedDecision === REFUSED) return 'refused';
  return options.consentRequired && storedDecision !== GRANTED ? 'pending' : 'granted';
}

function asksNotToBeTracked(navigator: BrowserWindow['navigator']): boolean {
  return navigator.doNotTrack === '1' || navigator.globalPrivacyControl === true;
}
