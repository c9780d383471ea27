import { uuidv7 } from '@/lib/platform/uuid';
import { forgetBacklog, whilePaused } from './backlog';
import { type BenchRun, settled } from './bench-run';
import { copyRows } from './copy-rows';
import { eventBody, inKeyOrder, rowOf } from './events';
import { type Finding, perSecond, ratioFinding } from './finding';
import { loadOverHttp } from './http-load';
import { anyUser, type BenchOrg, makeOrg } from './organizations';
import { median } from './statistics';

const LEADS = 10_000;
const SIZES = [
  { events: 100, connections: 10 },
  { events: 1_000, connections: 4 },
];
const COPIED_ROWS = 100_000;
const ROWS_A_COPY = 10_000;
const LEAST = 0.5;

/** B2: batches over HTTP, against COPY of the same rows. */
export async function measureBatches(run: BenchRun): Promise<Finding[]> {
  const org = await makeOrg(LEADS);
  for (const size of SIZES) await sendBatches(run, org, size, 1);
  const rounds: { copied: number; sent: number[] }[] = [];
  for (let round = 1; round <= run.rounds; round++) {
    const rows = rowsToCopy(org);
    await settled(run);
    const copied = await copyRows(run.referenceOwnerUrl, rows);
    const sent: number[] = [];
    for (const size of SIZES) sent.push(await sendBatches(run, org, size, run.seconds / 2));
    rounds.push({ copied, sent });
    run.say(`B2 ${round}: COPY ${perSecond(copied)} · batches of 100 and 1,000: ${sent.map(perSecond).join(' and ')}`);
  }
  const reference = { name: 'COPY', rate: median(rounds.map((round) => round.copied)) };
  return SIZES.map(({ events, connections }, n) =>
    ratioFinding({
      id: 'B2',
      what: `batches of ${events.toLocaleString('en-US')} events, ${connections} connections`,
      rate: median(rounds.map((round) => round.sent[n]!)),
      reference,
      ratio: median(rounds.map((round) => round.sent[n]! / round.copied)),
      least: LEAST,
    }),
  );
}

/** @returns events per second */
async function sendBatches(
  run: BenchRun,
  org: BenchOrg,
  size: (typeof SIZES)[number],
  seconds: number,
): Promise<number> {
  const nextBody = batchBodies(org, size.events);
  await settled(run);
  const { perSecond: requests } = await whilePaused(run.admin, org, async () => {
    const result = await loadOverHttp({
      port: run.port,
      path: '/api/events/batch',
      writeKey: org.writeKey,
      connections: size.connections,
      seconds,
      body: nextBody,
    });
    // Scoring is measured by itself (B4); here the debt is struck off while its drain still waits.
    await forgetBacklog(run.admin, org);
    return result;
  });
  return requests * size.events;
}

/**
 * Bodies made beforehand, in which only the event ids change from request to request: making a thousand events anew for
 * each would keep the load generator busier than the server.
 */
function batchBodies(org: BenchOrg, events: number): () => Buffer {
  const bodies = Array.from({ length: 20 }, () => {
    const text = `{"events":[${Array.from({ length: events }, () => eventBody(anyUser(org))).join(',')}]}`;
    const idStarts = [...text.matchAll(/"eventId":"/g)].map((match) => match.index + match[0].length);
    return { bytes: Buffer.from(text), idStarts };
  });
  let next = 0;
  return () => {
    const { bytes, idStarts } = bodies[next++ % bodies.length]!;
    const body = Buffer.from(bytes);
    for (const start of idStarts) body.write(uuidv7(), start, 'latin1');
    return body;
  };
}

function rowsToCopy(org: BenchOrg) {
  return Array.from({ length: COPIED_ROWS / ROWS_A_COPY }, () =>
    inKeyOrder(Array.from({ length: ROWS_A_COPY }, () => rowOf(org, eventBody(anyUser(org)), Date.now()))),
  ).flat();
}
