import { describe, expect, it } from 'vitest';
import { checkBoundaries } from './check';
import { EXCEPTIONS, LAYERS, layerOf } from './layers';
import { checkPureList } from './purity';
import { readSourceTree, virtualTree } from './source-tree';

/** A small program in which everything is as it should be. */
const SOUND: Record<string, string> = {
  'app/page.tsx': `import { Home } from '@/components/metrics/home';\nimport { home } from '@/lib/metrics';\nexport default () => <Home {...home} />;`,
  'app/api/route.ts': `export { answer as GET } from '@/lib/api/answer';`,
  'components/metrics/home.tsx': `import { Tile } from '@/components/ui/tile';\nimport type { Home } from '@/lib/metrics/contract';\nexport const Home = (home: Home) => <Tile />;`,
  'components/ui/tile.tsx': `export const Tile = () => null;`,
  'db/client.ts': `import pg from 'pg';\nexport const pool = () => new pg.Pool();`,
  'db/schema/index.ts': `export const events = 'events';`,
  'lib/api/answer.ts': `import { metricsEndpoints } from '@/lib/metrics/endpoints';\nexport const answer = () => metricsEndpoints;`,
  'lib/metrics/contract.ts': `import { endpoint } from '@/lib/tenancy/endpoint';\nexport interface Home { tiles: number }\nexport const home = endpoint;`,
  'lib/metrics/endpoints.ts': `import { home } from './home';\nexport const metricsEndpoints = { home };`,
  'lib/metrics/home.ts': `import { leads } from '@/lib/leads';\nimport { db } from '@/lib/tenancy';\nimport { events } from '@/db/schema';\nexport const home = () => [leads, db, events];`,
  'lib/metrics/index.ts': `export { home } from './home';`,
  'lib/leads/index.ts': `export const leads = [];`,
  'lib/leads/contract.ts': `import type { Home } from '@/lib/metrics/contract';\nexport type Lead = Home;`,
  'lib/platform/clock.ts': `export const now = () => new Date();`,
  'lib/scoring/contract.ts': `export const STAGES = ['cold'];`,
  'lib/scoring/decay.ts': `export const MS_PER_DAY = 86_400_000;`,
  'lib/scoring/stage.ts': `import { STAGES } from './contract';\nimport { MS_PER_DAY } from './decay';\nexport const stage = [STAGES, MS_PER_DAY];`,
  'lib/tenancy/endpoint.ts': `export const endpoint = {};`,
  'lib/tenancy/index.ts': `import { pool } from '@/db/client';\nimport { now } from '@/lib/platform/clock';\nexport const db = [pool, now];\nexport const identityPool = pool, systemDb = pool, doorPool = pool;`,
  'proxy.ts': `import { NextResponse } from 'next/server';\nexport const proxy = () => NextResponse.next();`,
  'README.md':
    'The map is lib/README.md; a formula: [decay](lib/scoring/decay.ts). Contracts: `lib/*/contract.ts`, `lib/<domain>/index`.',
  'lib/README.md': 'See `lib/metrics` and [home](metrics/home.ts), at /docs/api.',
};

const violations = (files: Record<string, string>) => checkBoundaries(virtualTree({ ...SOUND, ...files }));
const told = (files: Record<string, string>) =>
  violations(files).map(({ file, line, rule }) => `${file}:${line} ${rule}`);

it('finds nothing in a program that keeps the rules', () => {
  expect(told({})).toEqual([]);
});

describe('reports, with file and line,', () => {
  const planted: [string, string, string, RegExp][] = [
    ['an address without a file', 'lib/leads/a.ts', `import './nowhere';`, /nowhere names no file/],
    ['a file outside every layer', 'helpers/a.ts', `import { leads } from '@/lib/leads';`, /no layer/],
    [
      'a primitive that knows a domain',
      'components/ui/a.tsx',
      `import '@/components/metrics/home';`,
      /A primitive knows no domain/,
    ],
    [
      'a component that reaches into a domain',
      'components/leads/a.tsx',
      `import { leads } from '@/lib/leads';`,
      /by contracts alone/,
    ],
    [
      'a component that reaches into the database',
      'components/leads/a.tsx',
      `import { events } from '@/db/schema';`,
      /by contracts alone/,
    ],
    ['a page that reaches into the database', 'app/a.tsx', `import { events } from '@/db/schema';`, /never db/],
    [
      'a page that reaches behind a face',
      'app/a.tsx',
      `import { home } from '@/lib/metrics/home';`,
      /the inside of a domain/,
    ],
    ['a job with SQL of its own', 'inngest/a.ts', `import { events } from '@/db/schema';`, /inngest calls verbs/],
    [
      'a domain that reaches behind another face',
      'lib/leads/a.ts',
      `import { stage } from '@/lib/scoring/stage';`,
      /index or contract/,
    ],
    [
      'a domain that knows a screen',
      'lib/leads/a.ts',
      `import { Tile } from '@/components/ui/tile';`,
      /index or contract/,
    ],
    [
      'a domain that knows what stands above it',
      'lib/leads/a.ts',
      `import { answer } from '@/lib/api/answer';`,
      /stands above all domains/,
    ],
    [
      'a domain with a bare connection',
      'lib/leads/a.ts',
      `import { pool } from '@/db/client';`,
      /only it imports db\/client/,
    ],
    [
      'a connection opened beside lib/tenancy',
      'lib/leads/a.ts',
      `import pg from 'pg';`,
      /opened in db and lib\/tenancy alone/,
    ],
    [
      'a dynamic import of a bare connection',
      'lib/leads/a.ts',
      `export const later = () => import('@/db/client');`,
      /only it imports db\/client/,
    ],
    [
      'a type import of a bare connection',
      'lib/leads/a.ts',
      `export type Pool = import('@/db/client').pool;`,
      /only it imports db\/client/,
    ],
    [
      'endpoints that are used beside lib/api',
      'lib/leads/a.ts',
      `export * from '@/lib/metrics/endpoints';`,
      /put together by lib\/api alone/,
    ],
    [
      'a domain that reads before an organization is known',
      'lib/leads/a.ts',
      `import { identityPool } from '@/lib/tenancy';`,
      /Only lib\/identity/,
    ],
    [
      'a domain that sees all organizations',
      'lib/leads/a.ts',
      `import { systemDb } from '@/lib/tenancy';`,
      /listed in scripts\/boundaries/,
    ],
    [
      'a namespace import around a guarded name',
      'lib/leads/a.ts',
      `import * as tenancy from '@/lib/tenancy';`,
      /Only the door/,
    ],
    [
      'a contract that leads to the server',
      'lib/leads/a-contract.ts',
      `import { home } from '@/lib/metrics';`,
      /runs in the browser/,
    ],
    [
      'the platform knowing a domain',
      'lib/platform/a.ts',
      `import { leads } from '@/lib/leads';`,
      /lib\/platform knows no domain/,
    ],
    ['tenancy knowing a domain', 'lib/tenancy/a.ts', `import { leads } from '@/lib/leads';`, /and no domain/],
    ['the database knowing a domain', 'db/a.ts', `import { leads } from '@/lib/leads';`, /db knows lib\/platform/],
    [
      'the browser SDK with a part of the server',
      'lib/tracking/sdk/a.ts',
      `import { now } from '@/lib/platform/clock';`,
      /from its own folder alone/,
    ],
    ['a decision in proxy.ts', 'proxy.ts', `import { now } from '@/lib/platform/clock';`, /proxy.ts decides nothing/],
    ['the program leaning on a test', 'lib/leads/a.ts', `import './testing/people';`, /by tests alone/],
    [
      'a formula that imports an effect',
      'lib/scoring/velocity.ts',
      `import { leads } from '@/lib/leads';`,
      /pure file imports pure files/,
    ],
    ['a formula that imports a package', 'lib/scoring/velocity.ts', `import _ from 'lodash';`, /lodash is neither/],
    [
      'a formula that asks the clock',
      'lib/scoring/velocity.ts',
      `export const at = () => Date.now();`,
      /uses Date.now/,
    ],
    [
      'a formula that asks the date',
      'lib/scoring/velocity.ts',
      `export const at = () => new Date();`,
      /uses new Date\(\)/,
    ],
    ['a formula that draws lots', 'lib/scoring/velocity.ts', `export const lot = Math.random();`, /uses Math.random/],
    [
      'a formula that reads the environment',
      'lib/scoring/velocity.ts',
      `export const zone = process.env.TZ;`,
      /uses process.env/,
    ],
    [
      'a comment about a file that went away',
      'lib/leads/a.ts',
      `// See lib/leads/gone.ts`,
      /lib\/leads\/gone.ts is not there/,
    ],
    [
      'a document about a folder that went away',
      'docs/a.md',
      'Read lib/<domain>/gone.ts first.',
      /gone.ts is not there/,
    ],
    ['a link that leads nowhere', 'docs/a.md', '[x](../lib/gone.md)', /lib\/gone.md is not there/],
  ];

  it.each(planted)('%s', (_, file, text, rule) => {
    const extra: Record<string, string> = text.includes('testing/people') ? { 'lib/leads/testing/people.ts': '' } : {};
    const found = violations({ ...extra, [file]: `${file.endsWith('.md') ? '' : '\n'}${text}` });
    expect(found.filter((violation) => rule.test(violation.rule))).toEqual([
      { file, line: file.endsWith('.md') ? 1 : 2, rule: expect.stringMatching(rule) },
    ]);
  });

  it('a server package that reaches the browser through other files', () => {
    const files = {
      'lib/scoring/contract.ts': `export { decay } from './decay';`,
      'lib/scoring/decay.ts': `import { log } from './log';\nexport const decay = log;`,
      'lib/scoring/log.ts': `import pino from 'pino';\nexport const log = pino();`,
    };
    expect(told(files)).toContain(
      'lib/scoring/log.ts:1 pino would be sent to the browser (lib/scoring/contract.ts → lib/scoring/decay.ts → lib/scoring/log.ts).',
    );
  });

  it('domains that know each other in a circle, be it by a type', () => {
    const files = {
      'lib/leads/index.ts': `import type { home } from '@/lib/metrics';\nexport const leads: home[] = [];`,
      'lib/metrics/contract.ts': `import type { Lead } from '@/lib/leads/contract';\nexport type Home = Lead;\nexport const home = 1;`,
    };
    expect(told(files)).toEqual([
      'lib/leads/index.ts:1 Domains know each other in a circle: lib/leads → lib/metrics → lib/leads.',
    ]);
  });

  it('files that need each other to be loaded', () => {
    const files = {
      'lib/leads/a.ts': `import './b';`,
      'lib/leads/b.ts': `import './c';`,
      'lib/leads/c.ts': `import './a';`,
    };
    expect(told(files)).toEqual([
      'lib/leads/a.ts:1 Files import each other in a circle: lib/leads/a.ts → lib/leads/b.ts → lib/leads/c.ts → lib/leads/a.ts.',
    ]);
    expect(told({ ...files, 'lib/leads/c.ts': `import type { A } from './a';` })).toEqual([]);
  });

  it('an exception that nothing needs any more', () => {
    const [{ from }] = EXCEPTIONS as [(typeof EXCEPTIONS)[number]];
    expect(told({ [from]: 'export {};' })).toEqual([
      expect.stringMatching(`^${from}:1 The exception for .* is not needed`),
    ]);
  });

  it('a list of pure files that names one that is gone', () => {
    expect(checkPureList(virtualTree(SOUND)).map(({ rule }) => rule)).toContain(
      'The list of pure files names lib/scoring/rules.ts, which is not there.',
    );
  });
});

it('leaves tests free to look behind every door', () => {
  expect(
    told({
      'lib/leads/a.test.ts': `import { pool } from '@/db/client';\nimport { stage } from '@/lib/scoring/stage';`,
    }),
  ).toEqual([]);
});

it('knows a layer for every file of the repository', () => {
  const strangers = [...readSourceTree(process.cwd()).texts.keys()].filter(
    (file) => /\.tsx?$/.test(file) && !layerOf(file),
  );
  expect(strangers).toEqual([]);
  expect(LAYERS.filter(({ may, rule }) => may && !rule)).toEqual([]);
});
