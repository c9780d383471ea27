import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENGINE_PLANTS } from './engine/plants';
import { PLANTS, type Plant, patched } from './plants';

describe('a planted bug fits the code as it is', () => {
  const plants: [string, Plant][] = Object.entries({ ...PLANTS, ...ENGINE_PLANTS });
  test.each(plants)('%s', (_name, { patches = [] }) => {
    const files = new Map<string, string>();
    for (const patch of patches) {
      const before = files.get(patch.path) ?? readFileSync(patch.path, 'utf8');
      files.set(patch.path, patched(before, patch));
      expect(files.get(patch.path)).not.toBe(before);
    }
  });
});
