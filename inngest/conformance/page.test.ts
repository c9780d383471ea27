import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { conformancePage } from './page';
import { POINTS } from './points';

it('the page of conformance is what the list of points makes', () => {
  const page = readFileSync(new URL('../../docs/inngest-conformance.md', import.meta.url), 'utf8');
  expect(page).toBe(conformancePage());
});

it('every point has an id of its own, and says something in one line of a table', () => {
  expect(new Set(POINTS.map(({ id }) => id)).size).toBe(POINTS.length);
  for (const { id, says, uncovered } of POINTS) {
    expect(id).toMatch(/^\d+\.[a-z0-9-]+$/);
    expect(says).toMatch(/^[^|\n]{10,}\.$/);
    if (uncovered !== undefined) expect(uncovered).toMatch(/^[^|\n]{10,}$/);
  }
});
