import { writeFileSync } from 'node:fs';

// Stands for the launcher: says how it was started, and what then asked it to stop.
const { listenForStop } = (await import(process.env.FAKE_STOP_REQUEST as string)) as typeof import('../stop-request');
const stop = listenForStop(() => {});
const timer = setInterval(() => {}, 60_000);
stop.signal.addEventListener('abort', () => {
  writeFileSync('stopped', 'asked to stop');
  clearInterval(timer);
  process.exit(7);
});
console.log(
  JSON.stringify({ pid: process.pid, args: process.argv.slice(2), path: process.env.PATH, cwd: process.cwd() }),
);
