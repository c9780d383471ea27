import { isLoopbackHost, LOCAL_HEADER } from '@/lib/platform/client-address';
import { env } from '@/lib/platform/env';
import { isBehindFront } from '@/lib/platform/front';

/**
 * Whether mail of accounts may be shown to whoever asks: only on a machine that sends none, is reached under a local
 * name, and to somebody who sits at it. To everybody else the outbox is an address of nothing.
 */
export function showsAccountOutbox(headers: Headers): boolean {
  const { SMTP_URL, TRUSTED_PROXY, APP_URL } = env();
  const isLocalInstallation = !SMTP_URL && TRUSTED_PROXY === '0' && isLoopbackHost(new URL(APP_URL).hostname);
  return isLocalInstallation && isBehindFront() && headers.get(LOCAL_HEADER) === '1';
}
