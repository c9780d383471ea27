import { hash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { createKeyLookup, type IngestKey, type KeyLookup, type LoadKeys } from './key-lookup';

const KEY: IngestKey = {
  orgId: 'org',
  keyId: 'key',
  sourceId: 'key',
  mayWrite: true,
  allowedOrigins: [],
  eventsPerSecond: null,
  backdatingDays: 90,
  keepIpAddresses: false,
  expiresAtMs: null,
};
const hashOf = (secret: string) => hash('sha256', secret, 'hex');

/** Keys that exist, and every question that was asked about them. */
function fakeKeys(known: Record<string, IngestKey>) {
  const asked: string[][] = [];
  const load: LoadKeys = async (hashes) => {
    asked.push(hashes);
    await new Promise<void>((resolve) => setImmediate(resolve));
    return new Map(
      Object.entries(known).flatMap(([secret, key]) =>
        hashes.includes(hashOf(secret)) ? [[hashOf(secret), key]] : [],
      ),
    );
  };
  return { asked, load, known };
}

const isRemembered = (lookup: KeyLookup, secret: string, nowMs: number) =>
  !(lookup.find(secret, nowMs) instanceof Promise);

describe('key lookup', () => {
  test('remembers a key for ten seconds and an unknown one for two', async () => {
    const lookup = createKeyLookup(fakeKeys({ good: KEY }));
    expect(await lookup.find('good', 0)).toEqual(KEY);
    expect(await lookup.find('bad', 0)).toBeNull();
    expect(lookup.find('good', 9_999)).toEqual(KEY);
    expect(lookup.find('bad', 1_999)).toBeNull();
    expect(isRemembered(lookup, 'good', 10_000)).toBe(false);
    expect(isRemembered(lookup, 'bad', 2_000)).toBe(false);
  });

  test('asks once for a key however many wait for it', async () => {
    const keys = fakeKeys({ good: KEY });
    const lookup = createKeyLookup(keys);
    const answers = await Promise.all(Array.from({ length: 50 }, () => lookup.find('good', 0)));
    expect(answers).toEqual(Array.from({ length: 50 }, () => KEY));
    expect(keys.asked).toEqual([[hashOf('good')]]);
  });

  test('keys asked for meanwhile go into one next question', async () => {
    const keys = fakeKeys({});
    const lookup = createKeyLookup(keys);
    await Promise.all(Array.from({ length: 100 }, (_, i) => lookup.find(`wrong ${i}`, 0)));
    expect(keys.asked.map((hashes) => hashes.length)).toEqual([1, 99]);
  });

  test('a key expires while it is remembered', async () => {
    const lookup = createKeyLookup(fakeKeys({ good: { ...KEY, expiresAtMs: 5_000 } }));
    expect(await lookup.find('good', 4_000)).toMatchObject({ orgId: 'org' });
    expect(lookup.find('good', 4_999)).toMatchObject({ orgId: 'org' });
    expect(lookup.find('good', 5_000)).toBeNull();
  });

  test('forgetting makes a revocation felt at once, also by an answer that was on its way', async () => {
    const keys = fakeKeys({ good: KEY });
    const lookup = createKeyLookup(keys);
    const underWay = lookup.find('good', 0);
    lookup.forget();
    await underWay;
    expect(isRemembered(lookup, 'good', 1)).toBe(false);
    delete keys.known.good;
    expect(await lookup.find('good', 2)).toBeNull();
  });

  test('a database that is away makes UNAVAILABLE, and is asked again', async () => {
    const load = vi
      .fn<LoadKeys>()
      .mockRejectedValueOnce(new Error('Query read timeout'))
      .mockResolvedValue(new Map([[hashOf('good'), KEY]]));
    const lookup = createKeyLookup({ load });
    await expect(lookup.find('good', 0)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 2 });
    expect(await lookup.find('good', 0)).toEqual(KEY);
  });

  test('a flood of wrong keys does not grow without bound', async () => {
    const lookup = createKeyLookup(fakeKeys({}));
    for (let i = 0; i < 3; i++)
      await Promise.all(Array.from({ length: 9_000 }, (_, n) => lookup.find(`wrong ${i} ${n}`, 0)));
    expect(isRemembered(lookup, 'wrong 0 0', 1)).toBe(false);
    expect(isRemembered(lookup, 'wrong 2 8999', 1)).toBe(true);
  });

  test('tells which API keys are in use, and nothing of sources', async () => {
    const used: string[] = [];
    const keys = fakeKeys({ source: KEY, api: { ...KEY, keyId: 'api-key', sourceId: null } });
    const lookup = createKeyLookup({
      load: keys.load,
      onApiKeyUsed: (_orgId, keyId, atMs) => used.push(`${keyId} at ${atMs}`),
    });
    await lookup.find('source', 7);
    await lookup.find('api', 7);
    await lookup.find('api', 8);
    expect(used).toEqual(['api-key at 7']);
  });
});
