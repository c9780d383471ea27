import { untilScored } from './backlog';
import { type BenchRun, settled } from './bench-run';
import { eventBody } from './events';
import { durationFinding, type Finding, milliseconds } from './finding';
import { anyUser, type BenchOrg, makeOrg, makeOrgs } from './organizations';
import { sendEvenly } from './paced-sender';
import { type ScoreWatch, watchScores } from './score-watch';
import { percentile } from './statistics';

const CONNECTIONS = 50;
const LEADS = 10_000;
const ORGANIZATIONS = 20;

interface Scenario {
  what: string;
  perSecond: number;
  mostMs: number;
  orgs: () => Promise<BenchOrg[]>;
}

const SCENARIOS: Scenario[] = [
  { what: '1,000/s over 10,000 leads', perSecond: 1_000, mostMs: 25, orgs: async () => [await makeOrg(LEADS)] },
  { what: '1,000/s, all to 20 leads', perSecond: 1_000, mostMs: 25, orgs: async () => [await makeOrg(20)] },
  {
    what: '1,000/s over 20 organizations',
    perSecond: 1_000,
    mostMs: 25,
    orgs: () => makeOrgs(ORGANIZATIONS, LEADS / ORGANIZATIONS),
  },
  { what: '5,000/s over 10,000 leads', perSecond: 5_000, mostMs: 100, orgs: async () => [await makeOrg(LEADS)] },
];

/** B5: from just before the POST to the moment another connection can see the score. */
export async function measureEventToScore(run: BenchRun): Promise<Finding[]> {
  const watch = await watchScores(run.ownerUrl);
  try {
    const findings: Finding[] = [];
    for (const scenario of SCENARIOS) findings.push(await measureScenario(run, watch, scenario));
    return findings;
  } finally {
    await watch.stop();
  }
}

async function measureScenario(run: BenchRun, watch: ScoreWatch, scenario: Scenario): Promise<Finding> {
  const orgs = await scenario.orgs();
  await timesToScore(run, watch, orgs, scenario.perSecond, 1);
  await settled(run);
  const { toScoreMs, toAnswerMs } = await timesToScore(run, watch, orgs, scenario.perSecond, run.seconds);
  const note = `p50 ${milliseconds(percentile(toScoreMs, 0.5))}; answered p99 ${milliseconds(percentile(toAnswerMs, 0.99))}`;
  const p99Ms = percentile(toScoreMs, 0.99);
  run.say(`B5 ${scenario.what}: p99 ${milliseconds(p99Ms)}, ${note}`);
  return durationFinding('B5', `event to score, p99: ${scenario.what}`, p99Ms, scenario.mostMs, note);
}

async function timesToScore(
  run: BenchRun,
  watch: ScoreWatch,
  orgs: BenchOrg[],
  perSecond: number,
  seconds: number,
): Promise<{ toScoreMs: number[]; toAnswerMs: number[] }> {
  const sentAtMs = new Map<string, number>();
  let next = 0;
  const toAnswerMs = await sendEvenly({
    port: run.port,
    path: '/api/events',
    perSecond,
    seconds,
    connections: CONNECTIONS,
    next: () => {
      const org = orgs[next++ % orgs.length]!;
      return { body: eventBody(anyUser(org)), writeKey: org.writeKey };
    },
    onSend: (body, atMs) => sentAtMs.set(eventIdOf(body), atMs),
  });
  await untilScored(run.admin);
  const seenAtMs = await watch.seenAtMs(orgs);
  const toScoreMs = [...sentAtMs].map(([eventId, atMs]) => {
    const seenMs = seenAtMs.get(eventId);
    if (seenMs === undefined) throw new Error(`the score of event ${eventId} was never seen`);
    return seenMs - atMs;
  });
  return { toScoreMs, toAnswerMs };
}

function eventIdOf(body: string): string {
  return body.slice('{"eventId":"'.length, '{"eventId":"'.length + 36);
}
