import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium';

/** How pages look and are worked by keyboard: nothing in them is timed, and each test stands for itself. */
const LOOKS = /journeys\/(looks-right|command-palette)\.spec\.ts$/;
/** Through account, snippet, live score, durable work and keys: what must be the same wherever the program is at home. */
const EVERYWHERE = /journeys\/(first-run|live-score|system|api-keys)\.spec\.ts$/;

/**
 * Journeys through the built program in the system's Chromium. One server, no retries; one browser at a time, and two
 * where nothing is timed: most of the time a page is waited for.
 */
export default defineConfig({
  testDir: '.',
  globalSetup: './fixtures/program.ts',
  outputDir: '../test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  workers: 2,
  projects: [
    { name: 'journeys', testMatch: /journeys\/.*\.spec\.ts$/, testIgnore: LOOKS, workers: 1 },
    { name: 'looks', testMatch: LOOKS, workers: 2, fullyParallel: true },
    // In the other homes (E2E_HOME): the journeys of everywhere, and what happens there when a part is away.
    { name: 'cloud', testMatch: [EVERYWHERE, /away\/cloud\.spec\.ts$/], workers: 1 },
    { name: 'pair', testMatch: [EVERYWHERE, /away\/pair\.spec\.ts$/], workers: 1 },
  ],
  reporter: [['list']],
  use: {
    launchOptions: {
      executablePath: findChromium() ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    screenshot: 'only-on-failure',
    trace: 'off',
  },
});
