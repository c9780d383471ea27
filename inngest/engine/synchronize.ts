import canonicalize from 'canonicalize';
import type { Engine } from './engine';
import { signatureOf } from './signature';
import type { Registered } from './store/registry';

const TIMEOUT_MS = 10_000;

/**
 * Asks the program what functions it has, and registers them.
 * @param serveUrl where the program answers the protocol
 * @throws Error when it does not answer, or answers what is not the protocol's
 */
export async function synchronize(engine: Engine, serveUrl: string, signingKey: string): Promise<Registered> {
  const body = { url: serveUrl };
  const response = await fetch(serveUrl, {
    method: 'PUT',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      'content-type': 'application/json',
      'x-inngest-sync-kind': 'in_band',
      'x-inngest-signature': signatureOf(canonicalize(body) ?? '', signingKey, Date.now()),
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok || typeof answer !== 'object' || answer === null || !('functions' in answer))
    throw new Error(`The program answered ${response.status} when asked for its functions.`);
  const { functions } = answer;
  if (!Array.isArray(functions)) throw new Error('The program answered no list of functions.');
  return engine.register(functions);
}
