import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') };
/** Through Neon's driver: the suite without the engine's own part, which speaks to PostgreSQL by itself and never to Neon. */
const ofTheEngine =
  process.env.THROUGHLINE_TEST_DRIVER === 'neon' ? ['inngest/engine/**', 'inngest/conformance/**'] : [];
const exclude = ['node_modules/**', '.next/**', '.build/**', '.data/**'];

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['{app,components,db,inngest,lib,scripts}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.db.test.ts', 'db/backup/**', 'db/embedded/**', 'scripts/launch/**'],
          environment: 'node',
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'database',
          include: ['{app,db,inngest,lib,e2e}/**/*.db.test.ts'],
          exclude: [...exclude, ...ofTheEngine],
          environment: 'node',
          pool: 'forks',
          // Two cores: more workers would only make the suites wait for one another.
          maxWorkers: 2,
          // Properties of a thousand cases; a busy machine is slow, not wrong.
          testTimeout: 180_000,
          hookTimeout: 120_000,
          globalSetup: ['db/testing/cluster.ts'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'launch',
          include: ['db/backup/**/*.test.ts', 'db/embedded/**/*.test.ts', 'scripts/launch/**/*.test.ts'],
          exclude,
          environment: 'node',
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
