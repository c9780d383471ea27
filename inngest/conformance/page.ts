import { POINTS, type Point, SECTIONS, type Section } from './points';

/** docs/inngest-conformance.md as the list of points makes it; `scripts/conformance-page.ts` writes it. */
export function conformancePage(): string {
  const covered = POINTS.filter(({ uncovered }) => uncovered === undefined).length;
  return `# Conformance to Inngest's protocol

Made from [inngest/conformance/points.ts](../inngest/conformance/points.ts) by \`node --import tsx scripts/conformance-page.ts\`; a test fails when it is another.

The suite in [inngest/conformance](../inngest/conformance) describes what goes over the wire between an engine of durable functions and a program, and nothing of the engine behind it: it sees the calls that a program receives and the answers that the engine's address gives. Most of its program is scripted: every status, header and operation is said to the letter. The rest is written with the published library, as the functions of [inngest](../inngest) are.

In \`npm test\` it runs against the engine of this repository, over HTTP and by the real clock. Against another one:

\`\`\`sh
CONFORMANCE_ENGINE_URL=http://localhost:8288 CONFORMANCE_EVENT_KEY=… CONFORMANCE_SIGNING_KEY=signkey-test-… \\
  node_modules/.bin/vitest run --project database inngest/conformance
\`\`\`

The engine must reach \`127.0.0.1\`. Where it has \`/fn/register\`, the suite makes its functions known there; where it asks for them, it must have been started with \`http://127.0.0.1:<port>/api/inngest\` as the program's address and the suite with that \`CONFORMANCE_PROGRAM_PORT\`. So far it has been run against our own engine alone, in both ways of starting it; that Inngest's own server agrees with every line is not shown.

${covered} of ${POINTS.length} points are shown.

${SECTIONS.map(sectionOf).join('\n\n')}
`;
}

function sectionOf({ title, points }: Section, nth: number): string {
  const head = ['| point | what holds | shown |', '| --- | --- | --- |'];
  return [`## ${nth + 1}. ${title}`, '', ...head, ...points.map(rowOf)].join('\n');
}

const rowOf = ({ id, says, uncovered }: Point) =>
  `| ${id} | ${says} | ${uncovered === undefined ? 'yes' : `no: ${uncovered}`} |`;
