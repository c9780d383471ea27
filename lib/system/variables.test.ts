import { globSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { INTERNAL_VARIABLES, VARIABLES } from './variables';

const text = (file: string) => readFileSync(file, 'utf8');
const known = new Set([...VARIABLES.map(({ name }) => name), ...INTERNAL_VARIABLES]);
const unknownOf = (names: Iterable<string>) => [...new Set(names)].filter((name) => !known.has(name)).sort();

/** Names that are read one by one; a name in a variable is found where that variable is filled. */
const READ =
  /process\.env\.([A-Za-z_]\w*)|process\.env\[['"](\w+)['"]\]|\bvariable\('(\w+)'\)|\benv\.([A-Z][A-Z0-9_]{2,})/g;

function namesReadIn(folders: string[]): string[] {
  return globSync(folders.map((folder) => `${folder}/**/*.{ts,tsx,mjs}`))
    .filter(
      (file) => !/\.test\.|\/testing\/|\/bench\/|\/crash\/|\/local-engine\/|judge-variables|\/variables\.ts/.test(file),
    )
    .flatMap((file) => [...text(file).matchAll(READ)].map((found) => found.slice(1).find(Boolean)!));
}

describe('the list of variables', () => {
  it('names each once', () => {
    const names = [...VARIABLES.map(({ name }) => name), ...INTERNAL_VARIABLES];
    expect(new Set(names).size).toBe(names.length);
  });

  it('knows every variable that the program checks at its start', () => {
    const schema = [...text('lib/platform/env.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name!);
    expect(schema.length).toBeGreaterThan(20);
    expect(unknownOf(schema)).toEqual([]);
  });

  it('knows every variable of the example', () => {
    expect(unknownOf(Object.keys(parseEnv(text('.env.example'))))).toEqual([]);
  });

  it('knows every variable that the code reads', () => {
    const read = namesReadIn(['app', 'lib', 'db', 'inngest', 'scripts']);
    expect(read).toContain('LOG_LEVEL');
    expect(unknownOf(read)).toEqual([]);
  });

  it('is explained in full where deploying is', () => {
    const document = text('docs/deploy.md');
    const rows = new Set([...document.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name));
    expect(VARIABLES.map(({ name }) => name).filter((name) => !rows.has(name))).toEqual([]);
  });

  it('gives the defaults that count', () => {
    const schema = text('lib/platform/env.ts');
    for (const { name, fallback } of VARIABLES) {
      const [, value] = new RegExp(`^ {2}${name}:.*\\.default\\('?([^')]*)'?\\)`, 'm').exec(schema) ?? [];
      if (value) expect(fallback, name).toBe(value);
    }
  });
});
