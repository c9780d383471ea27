import { expect, it } from 'vitest';
import { createProgress, seconds } from './progress';

it('prints a line a step into a log', async () => {
  let text = '';
  const progress = createProgress({ write: (part: string) => (text += part) });
  expect(await progress.step('Building', () => 42)).toBe(42);
  await expect(progress.step('Server', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  progress.note('Done.');
  expect(text).toMatch(/^✓ Building \(0\.0 s\)\n✗ Server \(0\.0 s\)\nDone\.\n$/);
  expect(progress.timings().map(({ label }) => label)).toEqual(['Building', 'Server']);
});

it('draws what is being done on a terminal, within its width', async () => {
  const written: string[] = [];
  const progress = createProgress({ isTTY: true, columns: 20, write: (part) => written.push(part) });
  const { promise, resolve } = Promise.withResolvers<void>();
  const step = progress.step('Building', (tell) => {
    tell('a file with a very long name');
    return promise;
  });
  progress.note('Meanwhile.');
  resolve();
  await step;
  const frame = written.find((part) => part.includes('Building: a file'));
  expect(frame?.replace('\r\x1b[2K', '')).toHaveLength(19);
  expect(written.join('')).toMatch(/Meanwhile\.\n[\s\S]*✓ Building \(0\.0 s\)\n$/);
});

it.each([
  [0, '0.0 s'],
  [1_240, '1.2 s'],
  [61_000, '61 s'],
])('%i ms are %s', (durationMs, text) => {
  expect(seconds(durationMs)).toBe(text);
});
