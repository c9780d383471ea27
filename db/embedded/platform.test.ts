import { describe, expect, it } from 'vitest';
import { locateBinaries, refusalFor } from './binaries';
import { sharedBuffersMegabytes } from './settings';
import { obstacleIn } from './start-cluster';

describe('the platform', () => {
  it.each([
    { platform: 'linux', arch: 'x64', libc: 'glibc' },
    { platform: 'linux', arch: 'arm64', libc: 'glibc' },
    { platform: 'darwin', arch: 'arm64', libc: null },
    { platform: 'darwin', arch: 'x64', libc: null },
  ] as const)('is supported: $platform $arch', (platform) => {
    expect(refusalFor(platform)).toBe(null);
  });

  it.each([
    [{ platform: 'linux', arch: 'x64', libc: 'musl' }, /musl/],
    [{ platform: 'win32', arch: 'x64', libc: null }, /WSL2/],
    [{ platform: 'linux', arch: 'riscv64', libc: 'glibc' }, /linux on riscv64/],
    [{ platform: 'freebsd', arch: 'x64', libc: null }, /freebsd on x64/],
  ] as const)('is refused in one sentence: %o', (platform, words) => {
    const refusal = refusalFor(platform);
    expect(refusal).toMatch(words);
    expect(refusal).toMatch(/^[^\n]+\.$/);
  });

  it('has binaries here', () => {
    expect(locateBinaries()).toMatch(/native$/);
  });
});

it.each([
  [64, 32],
  [512, 128],
  [2_048, 512],
  [65_536, 1_024],
])('of %i MB of memory PostgreSQL shares %i MB', (memoryMegabytes, shared) => {
  expect(sharedBuffersMegabytes(memoryMegabytes * 1024 * 1024)).toBe(shared);
});

it.each([
  ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'still in use'],
  ['FATAL:  lock file "postmaster.pid" already exists', 'still in use'],
  ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'port taken'],
  ['FATAL:  could not access file "pg_stat_statements": No such file or directory', 'preload'],
  ['FATAL:  could not write to file: No space left on device', null],
])('PostgreSQL says "%s": %s', (words, obstacle) => {
  expect(obstacleIn(words)).toBe(obstacle);
});
