import pino from 'pino';

/** Structured log lines on stdout; secrets are cut out by name wherever they stand in the first levels. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? (process.env.NODE_ENV === 'test' ? 'silent' : 'info'),
  base: undefined,
  redact: {
    paths: [
      'password',
      '*.password',
      'authorization',
      '*.authorization',
      'cookie',
      '*.cookie',
      'writeKey',
      '*.writeKey',
      'apiKey',
      '*.apiKey',
      'token',
      '*.token',
    ],
    censor: '[redacted]',
  },
});
