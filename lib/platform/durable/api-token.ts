import { createHash } from 'node:crypto';

const PREFIX = /^signkey-\w+-/;

/** How a signing key is shown to the server that shares it: its SHA-256, the prefix kept, never the key itself. */
export function apiToken(signingKey: string): string {
  const prefix = PREFIX.exec(signingKey)?.[0] ?? '';
  const bytes = Buffer.from(signingKey.slice(prefix.length), 'hex');
  return `${prefix}${createHash('sha256').update(bytes).digest('hex')}`;
}

/** On every answer of the local engine: another Inngest answers without it, and has none of its paths for people. */
export const ENGINE_HEADER = 'x-throughline-engine';
