import { expect, test } from 'vitest';
import { createUuid } from './uuid';

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a page without crypto.randomUUID still gets distinct version 4 UUIDs', () => {
  const insecure = { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes) };
  const ids = Array.from({ length: 200 }, () => createUuid(insecure));
  for (const id of ids) expect(id).toMatch(VERSION_4);
  expect(new Set(ids).size).toBe(200);
});

test('the browser makes the UUID where it can', () => {
  const id = '2c5ea4c0-4067-41e9-8bad-9b1deb4d3b7d';
  expect(createUuid({ randomUUID: () => id, getRandomValues: (bytes) => bytes })).toBe(id);
});
