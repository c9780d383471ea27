import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium';

/** How pages look and are worked by keyboard: nothing in them is timed, and each test stands for itself. */
const LOOKS = /(looks-right|command-palette)\.spec\.ts$/;

/**
 * Journeys through the built program in the system's Chromium. One server, no retries; one browser at a time, and two
 * where nothing is timed: most of the time a page is waited for.
 */
export default defineConfig({
  testDir: './journeys',
  globalSetup: './fixtures/program.ts',
  outputDir: '../test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  workers: 2,
  projects: [
    { name: 'journeys', testIgnore: LOOKS, workers: 1 },
    { name: 'looks', testMatch: LOOKS, workers: 2, fullyParallel: true },
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
