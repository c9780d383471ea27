import pino, { type DestinationStream, type Logger } from 'pino';
import { logFields } from './work-context';

interface LogOptions {
  level: string;
  /** Where lines go; left out, to stdout. */
  destination?: DestinationStream;
}

/**
 * Structured log lines. Each says by itself what work it was written in (lib/platform/work-context.ts); secrets are cut
 * out by name wherever they stand in the first levels.
 */
export function createLog({ level, destination }: LogOptions): Logger {
  const options = {
    level,
    base: undefined,
    mixin: logFields,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

const SECRETS = ['password', 'authorization', 'cookie', 'writeKey', 'apiKey', 'token'];

/** The log of this process, on stdout. */
export const log = createLog({
  level: process.env.LOG_LEVEL ?? (process.env.NODE_ENV === 'test' ? 'silent' : 'info'),
});
