import { expect, it } from 'vitest';
import { isForRunTime } from './collect-files';

it.each([
  '.build/server.mjs',
  '.next/BUILD_ID',
  '.next/server/app/health/route.js',
  '.next/node_modules/pg-587764f78a6c7a9c',
  'db/migrations/0000_ledger.sql',
  'node_modules/pg/lib/index.js',
  'node_modules/next/dist/compiled/next-server/app-route-turbo.runtime.prod.js',
  'public/sdk/ls.js',
])('%s is needed at run time', (file) => expect(isForRunTime(file)).toBe(true));

it.each([
  'node_modules/@next/swc-linux-x64-gnu/next-swc.linux-x64-gnu.node',
  'node_modules/typescript/lib/tsc.js',
  'node_modules/@esbuild/linux-x64/bin/esbuild',
  'node_modules/next/dist/compiled/next-server/app-route-turbo.runtime.dev.js',
  '.next/server/app/health/route.js.nft.json',
  'node_modules/pg/lib/index.js.map',
])('%s is not', (file) => expect(isForRunTime(file)).toBe(false));
