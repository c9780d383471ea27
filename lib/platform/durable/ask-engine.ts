import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { boundedText } from '@/lib/platform/http/bounded-text';
import { apiToken, ENGINE_HEADER } from './api-token';

const TIMEOUT_MS = 5_000;
const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

/** `none`: nobody drives durable functions · `other`: an Inngest of somebody's own, which is looked at elsewhere. */
export type EngineAnswer = { kind: 'answer'; status: number; body: unknown } | { kind: 'none' } | { kind: 'other' };

/**
 * Asks the local engine what only it knows: runs, their steps, what is due.
 * @param path below `/admin/`
 * @throws AppError UNAVAILABLE when it cannot be reached
 */
export async function askEngine(
  method: 'GET' | 'POST',
  path: string,
  query: Record<string, string | undefined>,
): Promise<EngineAnswer> {
  const { INNGEST_BASE_URL, INNGEST_SIGNING_KEY, INNGEST_SIGNING_KEY_FALLBACK, INNGEST_EVENT_KEY } = env();
  if (!INNGEST_BASE_URL || !INNGEST_SIGNING_KEY) return { kind: INNGEST_EVENT_KEY ? 'other' : 'none' };
  const url = new URL(`/admin/${path}`, INNGEST_BASE_URL);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const askWith = (signingKey: string) =>
    fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { authorization: `Bearer ${apiToken(signingKey)}` },
    });
  try {
    let response = await askWith(INNGEST_SIGNING_KEY);
    if (response.status === 401 && INNGEST_SIGNING_KEY_FALLBACK) {
      // While a key is replaced, the engine may be the one that has the old one only.
      await response.body?.cancel();
      response = await askWith(INNGEST_SIGNING_KEY_FALLBACK);
    }
    if (!response.headers.has(ENGINE_HEADER)) {
      await response.body?.cancel();
      return { kind: 'other' };
    }
    const text = await boundedText(response, ANSWER_BYTES_MAX);
    if (text === null || response.status >= 500 || response.status === 401)
      throw new Error(`the engine answered ${text === null ? 'too much' : response.status}`);
    return { kind: 'answer', status: response.status, body: JSON.parse(text) };
  } catch (cause) {
    throw new AppError('UNAVAILABLE', {
      message: 'The engine of durable functions cannot be reached; try again shortly.',
      cause,
      retryAfterSeconds: 5,
    });
  }
}
