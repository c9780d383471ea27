import type { JobKind, JobRow, Part } from '@/lib/jobs';
import { announce } from '@/lib/live';
import { AppError } from '@/lib/platform/errors';
import {
  appliedToHistory,
  countLeadsOfTypes,
  leadsOfTypes,
  loadRuleVersions,
  loadSettings,
  makeRuleCountForHistory,
  type Replay,
  type RuleHistoryInput,
  refoldJoinedSince,
  replayLeads,
  ruleBook,
  scoresOf,
} from '@/lib/scoring';
import type { OrgDb } from '@/lib/tenancy';
import { lockOrganization } from './apply-inbox';
import { replayPending } from './sweep';

/** New events wait for a part to end, so it is short. */
const LEADS_A_PART = 400;

const inputOf = (job: JobRow) => job.input as unknown as RuleHistoryInput;

/**
 * Folds every lead with events of a rule's types again, as if its version had always counted. The rule book itself
 * changes when all are done; until then new events are scored by it as it is, and what crossed with that is done once more.
 */
export const applyingRuleToHistory = (leadsAPart = LEADS_A_PART): JobKind => ({
  count: (db, job) => countLeadsOfTypes(db, inputOf(job).eventTypes),

  async part(db, job, now) {
    await lockOrganization(db);
    const leadIds = await leadsOfTypes(db, inputOf(job).eventTypes, { after: job.position, limit: leadsAPart });
    if (leadIds.length === 0) return null;
    const rules = ruleBook(appliedToHistory(await loadRuleVersions(db), inputOf(job)));
    return refold(db, leadIds, { settings: await loadSettings(db), rules, now });
  },

  async finish(db, job, now) {
    await lockOrganization(db);
    await makeRuleCountForHistory(db, inputOf(job), job.requested_at, now);
  },

  async takeBack(db, job, now) {
    await lockOrganization(db);
    const { eventTypes } = inputOf(job);
    const leadIds =
      job.position === null ? [] : await leadsOfTypes(db, eventTypes, { upTo: job.position, limit: leadsAPart + 1 });
    if (leadIds.length === 0) {
      await refoldJoinedSince(db, job.requested_at, now);
      return null;
    }
    const rules = ruleBook(await loadRuleVersions(db));
    const part = await refold(db, leadIds.slice(0, leadsAPart), { settings: await loadSettings(db), rules, now });
    return {
      position: leadIds[leadsAPart] ?? null,
      items: part.items,
      tally: { putBack: part.items },
    };
  },

  afterwards: replayPending,
});

async function refold(db: OrgDb, leadIds: string[], replay: Replay): Promise<Part> {
  const before = await scoresOf(db, leadIds);
  const failures = await replayEach(db, leadIds, replay);
  const after = await scoresOf(db, leadIds);
  const tally = { higher: 0, lower: 0, otherStage: 0 };
  for (const [leadId, { score, stage }] of after) {
    const was = before.get(leadId);
    if (was === undefined) continue;
    if (score > was.score + TOLERANCE) tally.higher += 1;
    if (score < was.score - TOLERANCE) tally.lower += 1;
    if (stage !== was.stage) tally.otherStage += 1;
  }
  await announce(db, 'leads', { leads: [], events: 0, more: true, merged: [] });
  return { position: leadIds.at(-1)!, items: leadIds.length, failures, tally };
}

/** Sums of the same terms in another order differ in their last digits. */
const TOLERANCE = 1e-6;

/** All in one go; when that fails, one by one, so that a lead that cannot be folded is named and stops no other. */
async function replayEach(db: OrgDb, leadIds: string[], replay: Replay): Promise<{ item: string; reason: string }[]> {
  if ((await attempt(db, () => replayLeads(db, leadIds, replay))) === null) return [];
  const failures = [];
  for (const item of leadIds) {
    const error = await attempt(db, () => replayLeads(db, [item], replay));
    if (error !== null) failures.push({ item, reason: error.message });
  }
  return failures;
}

/** @returns what went wrong, undone; null when nothing did */
async function attempt(db: OrgDb, work: () => Promise<void>): Promise<Error | null> {
  await db.query('savepoint attempt');
  try {
    await work();
    await db.query('release savepoint attempt');
    return null;
  } catch (error) {
    // Where the connection is gone this fails too, and the whole part is done again.
    await db.query('rollback to savepoint attempt').catch(() => {
      throw new AppError('UNAVAILABLE', { cause: error });
    });
    return error instanceof Error ? error : new Error(String(error));
  }
}
