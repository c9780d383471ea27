import { wakeDrain } from '@/lib/leads';
import { untilScored } from './backlog';
import { type BenchRun, settled } from './bench-run';
import { eventBody } from './events';
import { type Finding, perSecond, rateFinding } from './finding';
import { anyUser, type BenchOrg, makeOrg, makeOrgs, writeBodies } from './organizations';

const LEADS = 10_000;
const ORGANIZATIONS = 20;
/** Events are written at this many for each second of a measurement, a little above the bar. */
const EVENTS_PER_SECOND = 16_000;
/** The time over which the events of a measurement are spread. */
const SPAN_MS = 86_400_000;

interface Scenario {
  what: string;
  least: number | null;
  orgs: () => Promise<BenchOrg[]>;
  /** Share of events that change places in time with one another. */
  shuffled: number;
  /** Every event begins a lead. */
  newLeads?: boolean;
}

const SCENARIOS: Scenario[] = [
  {
    what: 'one organization, 10,000 leads',
    least: 15_000,
    orgs: async () => [await makeOrg(LEADS)],
    shuffled: 0,
  },
  {
    what: '20 organizations, 500 leads each',
    least: 10_000,
    orgs: () => makeOrgs(ORGANIZATIONS, LEADS / ORGANIZATIONS),
    shuffled: 0,
  },
  {
    what: 'one organization, 20 % shuffled in time',
    least: 8_000,
    orgs: async () => [await makeOrg(LEADS)],
    shuffled: 0.2,
  },
  {
    what: 'one organization, every event begins a lead',
    least: null,
    orgs: async () => [await makeOrg(1)],
    shuffled: 0,
    newLeads: true,
  },
];

/** B4: from a full inbox to scores, by the drain alone, in this process. */
export async function measureDrain(run: BenchRun): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const scenario of SCENARIOS) {
    const orgs = await scenario.orgs();
    const perOrg = Math.floor((EVENTS_PER_SECOND * run.seconds) / orgs.length / (scenario.newLeads ? 4 : 1));
    for (const org of orgs) {
      const users = (n: number) => (scenario.newLeads ? `newcomer-${n}` : anyUser(org));
      const times = timesOf(perOrg, scenario.shuffled);
      await writeBodies(
        org,
        times.map((atMs, n) => eventBody(users(n), atMs)),
      );
    }
    await run.admin.query('vacuum analyze inbox');
    await settled(run);
    wakeDrain(orgs.map((org) => org.orgId));
    const tookMs = await untilScored(run.admin);
    const rate = (perOrg * orgs.length) / (tookMs / 1000);
    run.say(`B4 ${scenario.what}: ${perSecond(rate)}`);
    await nothingLostNothingTwice(run, orgs);
    findings.push(rateFinding('B4', `drain: ${scenario.what}`, rate, scenario.least));
  }
  return findings;
}

/** Moments in order, of which the share `shuffled` has been dealt out anew among their places. */
function timesOf(count: number, shuffled: number): number[] {
  const beganMs = Date.now() - SPAN_MS;
  const times = Array.from({ length: count }, (_, n) => Math.floor(beganMs + (n * SPAN_MS) / count));
  const places = times.map((_, n) => n).filter(() => Math.random() < shuffled);
  for (let n = places.length - 1; n > 0; n--) {
    const other = Math.floor(Math.random() * (n + 1));
    const [a, b] = [places[n]!, places[other]!];
    [times[a], times[b]] = [times[b]!, times[a]!];
  }
  return times;
}

/** Every event has exactly one line in a history, and every history sums to its lead's score. */
async function nothingLostNothingTwice(run: BenchRun, orgs: BenchOrg[]): Promise<void> {
  const { rows } = await run.admin.query<{ events: string; scored: string; counted: string; apart: string }>(
    `select (select count(*) from events where org_id = any($1::uuid[])) as events,
            (select count(*) from score_history where org_id = any($1::uuid[])) as scored,
            (select sum(event_count) from lead_scores where org_id = any($1::uuid[])) as counted,
            (select count(*)
               from lead_scores s
               join (select org_id, lead_id, sum(decay_delta + delta) as total from score_history
                      where org_id = any($1::uuid[]) group by 1, 2) h using (org_id, lead_id)
              where abs(h.total - s.score) > 1e-6) as apart`,
    [orgs.map((org) => org.orgId)],
  );
  const { events, scored, counted, apart } = rows[0]!;
  if (Number(scored) !== Number(events) || Number(counted) !== Number(events)) {
    throw new Error(`of ${events} events, ${scored} have a line in a history and ${counted} are counted`);
  }
  if (Number(apart) > 0) throw new Error(`${apart} leads have a score that is not the sum of their history`);
}
