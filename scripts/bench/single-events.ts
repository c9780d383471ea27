import { untilScored, whilePaused } from './backlog';
import { withBareResponder } from './bare-responder';
import { type BenchRun, settled } from './bench-run';
import { eventBody, rowOf } from './events';
import { durationFinding, type Finding, milliseconds, perSecond, ratioFinding } from './finding';
import { type LoadResult, loadOverHttp } from './http-load';
import { anyUser, type BenchOrg, makeOrg } from './organizations';
import { sendEvenly } from './paced-sender';
import { singleInserts } from './single-inserts';
import { median, percentile } from './statistics';

const CONNECTIONS = 50;
const LEADS = 10_000;
const WARM_UP_SECONDS = 2;
const EVEN_RATE = 2_000;

/** B1: one event a request, against one event a prepared insert. */
export async function measureSingleEvents(run: BenchRun): Promise<Finding[]> {
  const org = await makeOrg(LEADS);
  const load = (seconds: number, port = run.port) =>
    loadOverHttp({
      port,
      path: '/api/events',
      writeKey: org.writeKey,
      connections: CONNECTIONS,
      seconds,
      body: () => eventBody(anyUser(org)),
    });
  const inserts = (seconds: number) =>
    singleInserts(run.referenceUrl, seconds, () => rowOf(org, eventBody(anyUser(org)), Date.now()));

  await load(WARM_UP_SECONDS);
  await untilScored(run.admin);
  await inserts(1);

  const rounds: { inserts: number; paused: LoadResult; draining: LoadResult; emptyAfterMs: number }[] = [];
  for (let round = 1; round <= run.rounds; round++) {
    await settled(run);
    const reference = await inserts(run.seconds);
    await settled(run);
    const paused = await whilePaused(run.admin, org, () => load(run.seconds));
    const pausedEmptyMs = await untilScored(run.admin);
    await settled(run);
    const draining = await load(run.seconds);
    const emptyAfterMs = await untilScored(run.admin);
    rounds.push({ inserts: reference, paused, draining, emptyAfterMs });
    run.say(
      `B1 ${round}: inserts ${perSecond(reference)} · paused ${described(paused)}, scored after ${milliseconds(pausedEmptyMs)} · draining ${described(draining)}, scored after ${milliseconds(emptyAfterMs)}`,
    );
  }
  await everyAnswerIsInTheLedger(run, org, rounds);
  const bare = await withBareResponder(async (port) => {
    await load(1, port);
    return load(run.seconds / 2, port);
  });
  run.say(`B1: bare responder ${described(bare)}`);
  await settled(run);
  const evenMs = await sendEvenly({
    port: run.port,
    path: '/api/events',
    perSecond: EVEN_RATE,
    seconds: run.seconds,
    connections: CONNECTIONS,
    next: () => ({ body: eventBody(anyUser(org)), writeKey: org.writeKey }),
  });
  await untilScored(run.admin);

  const reference = { name: 'single inserts', rate: median(rounds.map((round) => round.inserts)) };
  const rate = (pick: (round: (typeof rounds)[number]) => LoadResult) =>
    median(rounds.map((round) => pick(round).perSecond));
  const ratio = (pick: (round: (typeof rounds)[number]) => LoadResult) =>
    median(rounds.map((round) => pick(round).perSecond / round.inserts));
  const paused = rate((round) => round.paused);
  const draining = rate((round) => round.draining);
  return [
    ratioFinding({
      id: 'B1',
      what: 'single event POST, 50 connections, draining paused',
      rate: paused,
      reference,
      ratio: ratio((round) => round.paused),
      least: 0.8,
    }),
    ratioFinding({
      id: 'B1',
      what: 'the same against a bare HTTP responder',
      rate: paused,
      reference: { name: 'bare responder', rate: bare.perSecond },
      ratio: paused / bare.perSecond,
      least: null,
    }),
    ratioFinding({
      id: 'B1',
      what: 'single event POST, draining on',
      rate: draining,
      reference,
      ratio: ratio((round) => round.draining),
      least: 0.5,
    }),
    durationFinding('B1', 'p99 of an answer meanwhile', median(rounds.map((round) => round.draining.p99Ms)), 25),
    durationFinding(
      'B1',
      'until every event is scored afterwards',
      median(rounds.map((round) => round.emptyAfterMs)),
      30_000,
    ),
    durationFinding(
      'B1',
      'p99 of an answer at an even 2,000/s',
      percentile(evenMs, 0.99),
      10,
      `p50 ${milliseconds(percentile(evenMs, 0.5))}`,
    ),
  ];
}

function described({ perSecond: rate, p50Ms, p99Ms }: LoadResult): string {
  return `${perSecond(rate)} (p50 ${milliseconds(p50Ms)}, p99 ${milliseconds(p99Ms)})`;
}

/** An answer that came without its row would make every figure above worthless. */
async function everyAnswerIsInTheLedger(
  run: BenchRun,
  org: BenchOrg,
  rounds: { paused: LoadResult; draining: LoadResult }[],
): Promise<void> {
  const answered = rounds.reduce((sum, round) => sum + round.paused.accepted + round.draining.accepted, LEADS);
  const { rows } = await run.admin.query<{ events: string; scored: string }>(
    `select (select count(*) from events where org_id = $1) as events, (select count(*) from score_history where org_id = $1) as scored`,
    [org.orgId],
  );
  const { events, scored } = rows[0]!;
  if (Number(events) < answered) throw new Error(`${answered} events were acknowledged, the ledger holds ${events}`);
  if (Number(scored) !== Number(events)) throw new Error(`the ledger holds ${events} events, ${scored} were scored`);
}
