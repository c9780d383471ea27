import { setTimeout as sleep } from 'node:timers/promises';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { announce } from '@/lib/live';
import { uuidv7 } from '@/lib/platform/uuid';
import { jobContext } from '@/lib/tenancy';
import type { BenchRun } from '../bench-run';
import { clockMs } from '../engine/scenario';
import { type Finding, milliseconds } from '../finding';
import { percentile } from '../statistics';
import { bareStream, type Heard, openReaders, type Readers } from './readers';

const CONNECTIONS = 1_000;
const MOST_MS = 50;
const PAUSE_MS = 100;
/** Longer than anything that is still on its way can take. */
const SETTLE_MS = 1_500;

/**
 * B8: from a change's commit to the moment each of 1,000 readers has it, ten changes a second; on one server process, on
 * two that share the readers, and against a server that only writes the same bytes to as many connections.
 */
export async function measureFanOut(run: BenchRun): Promise<Finding[]> {
  const org = await createTestOrg();
  const bare = await timesOfBareStream(run);
  const findings = [await finding(run, org, [run.port], 'one server process', bare)];
  const another = await run.anotherServer();
  try {
    findings.push(await finding(run, org, [run.port, another.port], 'two server processes', bare));
  } finally {
    await another.stop();
  }
  return findings;
}

async function finding(
  run: BenchRun,
  org: TestOrg,
  ports: number[],
  where: string,
  bareP99Ms: number,
): Promise<Finding> {
  const headers = { 'x-api-key': org.apiKey };
  const readers = await openReaders({ ports, path: '/api/stream', headers, count: CONNECTIONS });
  const ctx = jobContext(org.orgId, 'bench', uuidv7());
  const { committedAtMs, heard } = await tell(run, readers, (number) =>
    ctx.run((db) => announce(db, 'jobs', { jobId: `bench-${number}` })),
  );
  readers.close();
  const times = timesOf(committedAtMs, heard);
  const p99Ms = percentile(times, 0.99);
  const lost = committedAtMs.length * CONNECTIONS - times.length;
  const isWhole = lost === 0 && heard.ended === 0 && heard.outOfOrder === 0;
  const note = `p50 ${milliseconds(percentile(times, 0.5))}; ${times.length.toLocaleString('en-US')} heard, ${lost} lost, ${heard.outOfOrder} out of order`;
  run.say(`B8 ${where}: p99 ${milliseconds(p99Ms)}, ${note}`);
  return {
    id: 'B8',
    what: `live stream, ${CONNECTIONS.toLocaleString('en-US')} readers on ${where}: commit to reader, p99`,
    measured: `${milliseconds(p99Ms)}, ${note}`,
    reference: `${(p99Ms / bareP99Ms).toFixed(2)} × bare fan-out (${milliseconds(bareP99Ms)})`,
    bar: `≤ ${MOST_MS} ms, none lost`,
    holds: isWhole && p99Ms <= MOST_MS,
  };
}

/** @returns the p99 in milliseconds of a server that knows nothing but its connections */
async function timesOfBareStream(run: BenchRun): Promise<number> {
  const server = await bareStream();
  const readers = await openReaders({ ports: [server.port], path: '/', headers: {}, count: CONNECTIONS });
  const { committedAtMs, heard } = await tell(run, readers, async (number) =>
    server.write(`id: 1-1\nevent: jobs\ndata: {"jobId":"bench-${number}"}\n\n`),
  );
  readers.close();
  server.close();
  const p99Ms = percentile(timesOf(committedAtMs, heard), 0.99);
  run.say(`B8 bare fan-out to ${CONNECTIONS} connections: p99 ${milliseconds(p99Ms)}`);
  return p99Ms;
}

/** Tells one change after the other, and asks the readers what they heard. */
async function tell(run: BenchRun, readers: Readers, change: (number: number) => Promise<void>) {
  const committedAtMs: number[] = [];
  const count = Math.ceil((run.seconds * 1_000) / PAUSE_MS);
  for (let number = 0; number < count; number += 1) {
    await change(number);
    committedAtMs.push(clockMs());
    await sleep(PAUSE_MS);
  }
  await sleep(SETTLE_MS);
  return { committedAtMs, heard: await readers.heard() };
}

/** How long each hearing took. A notice may overtake the answer to the commit: that is no time at all. */
function timesOf(committedAtMs: number[], { heardAtMs }: Heard): number[] {
  return heardAtMs.flatMap(([number, moments]) => moments.map((atMs) => Math.max(0, atMs - committedAtMs[number]!)));
}
