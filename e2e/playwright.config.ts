import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium';

/** Journeys through the built program in the system's Chromium. One server, one browser at a time, no retries. */
export default defineConfig({
  testDir: './journeys',
  globalSetup: './fixtures/program.ts',
  outputDir: '../test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  workers: 1,
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
