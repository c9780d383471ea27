import type { NextConfig } from 'next';

/** For every answer. Pages get their content security policy, which needs a fresh nonce, from proxy.ts. */
const EVERYWHERE = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  // Browsers heed it over https only.
  { key: 'Strict-Transport-Security', value: 'max-age=31536000' },
];

const DATA_ONLY = [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Ingest clients do not follow redirects, so no path is tidied by one.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: ['pg', 'pino', 'inngest', 'nodemailer', '@upstash/qstash'],
  // What packages bring along for their own development; tracing takes it for something a route might read.
  outputFileTracingExcludes: { '/**': ['node_modules/**/{test,tests,bench,benchmark,benchmarks}/**', '**/*.map'] },
  typescript: { ignoreBuildErrors: false },
  headers: async () => [
    { source: '/:path*', headers: EVERYWHERE },
    { source: '/api/:path*', headers: DATA_ONLY },
    { source: '/v1/:path*', headers: DATA_ONLY },
  ],
};

export default config;
