import { beforeAll, describe, expect, test } from 'vitest';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { putEvents } from '@/db/testing/ledger';
import { seedDefaultRules } from '@/lib/scoring';
import { jobContext } from '@/lib/tenancy';
import { applyInbox } from './apply-inbox';
import { drainNow } from './drain';

const now = new Date();
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);

interface Standing {
  id: string;
  email: string | null;
  known: boolean;
  merged_into: string | null;
  score: number | null;
  stage: string | null;
  event_count: number | null;
}

async function leads(org: TestOrg): Promise<Standing[]> {
  return jobContext(org.orgId, 'test', 'r').run(async (db) => {
    const { rows } = await db.query<Standing & Record<string, unknown>>(
      `select l.id, l.email, l.known, l.merged_into, s.score, s.stage, s.event_count from leads l
         left join lead_scores s on s.org_id = l.org_id and s.lead_id = l.id order by l.created_at, l.id`,
    );
    return rows;
  });
}

describe('events in the inbox become leads with scores', () => {
  let org: TestOrg;
  beforeAll(async () => {
    org = await createTestOrg();
    await jobContext(org.orgId, 'test', 'r').run((db) => seedDefaultRules(db, now));
  });

  test('an anonymous visitor who later says who they are is one lead with the whole history', async () => {
    await putEvents(org.orgId, [
      { type: 'page_view', anonymousId: 'anon-1', occurredAt: ago(3), properties: { path: '/pricing' } },
      { type: 'page_view', anonymousId: 'anon-1', occurredAt: ago(2), properties: { path: '/' } },
    ]);
    await drainNow(org.orgId);
    expect(await leads(org)).toMatchObject([{ known: false, score: 11, stage: 'cold' }]);

    await putEvents(org.orgId, [
      { type: 'signup', userId: 'u-1', occurredAt: ago(1) },
      {
        type: 'identify',
        userId: 'u-1',
        anonymousId: 'anon-1',
        email: 'ada@example.com',
        occurredAt: ago(0.9),
        properties: { name: 'Ada' },
      },
    ]);
    await drainNow(org.orgId);
    const alive = (await leads(org)).filter((lead) => lead.merged_into === null);
    expect(alive).toMatchObject([{ email: 'ada@example.com', known: true, score: 31, stage: 'warm', event_count: 4 }]);
  });

  test('taking the same inbox twice changes nothing', async () => {
    const before = await leads(org);
    expect(await applyInbox(jobContext(org.orgId, 'test', 'r'), 1000)).toEqual({ events: 0, leads: 0, full: false });
    expect(await leads(org)).toEqual(before);
  });
});
