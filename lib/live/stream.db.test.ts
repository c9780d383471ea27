import { beforeAll, describe, expect, test, vi } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { jobContext } from '@/lib/tenancy';
import { announce } from './announce';
import { type LiveReader, openLiveStream } from './stream';

interface Message {
  id?: string;
  event: string;
  data: string;
}

/** A reader that keeps what it was sent. */
function reader() {
  const messages: Message[] = [];
  const state = { ended: false };
  return {
    messages,
    state,
    sink: {
      write(text: string) {
        if (text.startsWith(':')) return true;
        const fields = Object.fromEntries(
          text
            .trim()
            .split('\n')
            .map((line) => line.split(/: (.*)/s, 2) as [string, string]),
        );
        messages.push(fields as unknown as Message);
        return true;
      },
      end() {
        state.ended = true;
      },
    },
  };
}

function readerOf({ orgId }: TestOrg, lastEventId: string | null = null): LiveReader {
  return { orgId, lastEventId, authorize: async () => {} };
}

const events = (messages: Message[]) =>
  messages.filter(({ event }) => event === 'leads').map(({ data }) => (JSON.parse(data) as { events: number }).events);

async function change(org: TestOrg, events: number): Promise<void> {
  await jobContext(org.orgId, 'test', 'r').run((db) =>
    announce(db, 'leads', { leads: [], events, more: false, merged: [] }),
  );
}

describe('the live stream', () => {
  let org: TestOrg;
  let other: TestOrg;
  beforeAll(async () => {
    org = await createTestOrg();
    other = await createTestOrg();
  });

  test('tells one organization its own changes, in order, and nobody else’s', async () => {
    const { messages, sink } = reader();
    const close = await openLiveStream(readerOf(org), sink);
    await change(org, 1);
    await change(other, 99);
    await change(org, 2);
    await vi.waitFor(() => expect(events(messages)).toEqual([1, 2]), 20_000);
    close();
  });

  test('resumes after a dropped connection without a gap and without telling twice', async () => {
    const first = reader();
    const close = await openLiveStream(readerOf(org), first.sink);
    await change(org, 10);
    await vi.waitFor(() => expect(events(first.messages)).toEqual([10]), 20_000);
    close();
    await change(org, 11);
    await change(org, 12);
    const second = reader();
    const closeSecond = await openLiveStream(readerOf(org, first.messages.at(-1)!.id!), second.sink);
    await change(org, 13);
    await vi.waitFor(() => expect(events(second.messages)).toEqual([11, 12, 13]), 20_000);
    closeSecond();
  });

  test('a transaction that began earlier and commits later is not skipped', async () => {
    const { messages, sink } = reader();
    const close = await openLiveStream(readerOf(org), sink);
    const slow = await adminClient();
    await slow.query('begin');
    await slow.query(`insert into live_changes (org_id, kind, payload) values ($1, 'leads', '{"events":20}')`, [
      org.orgId,
    ]);
    await change(org, 21);
    // Twice the reader's pace: had it passed the open transaction, it would be past it now.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(events(messages)).toEqual([]);
    await slow.query('commit');
    await slow.end();
    await vi.waitFor(() => expect(events(messages)).toEqual([20, 21]), 20_000);
    close();
  });

  test('nothing is lost between one reader who leaves and the next who comes, whatever the process is reading', async () => {
    for (let round = 0; round < 12; round += 1) {
      const leaving = reader();
      const leave = await openLiveStream(readerOf(org), leaving.sink);
      const underWay = change(org, 1_000 + round);
      leave();
      const { messages, sink } = reader();
      const close = await openLiveStream(readerOf(org), sink);
      await underWay;
      await change(org, 2_000 + round);
      await vi.waitFor(() => expect(events(messages)).toContain(2_000 + round), 20_000);
      close();
    }
  });

  test('a place that is no longer kept, or was never given, asks the reader to fetch anew', async () => {
    for (const id of ['1-1', 'garbage', '99999999999999999-0']) {
      const { messages, sink } = reader();
      const close = await openLiveStream(readerOf(org, id), sink);
      expect(['reset', 'ready']).toContain(messages[0]!.event);
      if (id !== '99999999999999999-0') expect(messages[0]!.event).toBe('reset');
      close();
    }
  });

  test('a change that is undone is never told', async () => {
    const { messages, sink } = reader();
    const close = await openLiveStream(readerOf(org), sink);
    await jobContext(org.orgId, 'test', 'r')
      .run(async (db) => {
        await announce(db, 'leads', { leads: [], events: 30, more: false, merged: [] });
        throw new Error('undone');
      })
      .catch(() => {});
    await change(org, 31);
    await vi.waitFor(() => expect(events(messages)).toEqual([31]), 20_000);
    close();
  });

  describe('a reader whose access may have changed', () => {
    const accessChange = () =>
      jobContext(org.orgId, 'test', 'r').run((db) => announce(db, 'access', { changed: true }));

    test('hears what was held once let in anew, in order', async () => {
      const { messages, sink } = reader();
      let letIn = () => {};
      const authorize = vi
        .fn<() => Promise<void>>()
        .mockResolvedValueOnce()
        .mockImplementation(() => new Promise((resolve) => (letIn = resolve)));
      const close = await openLiveStream({ ...readerOf(org), authorize }, sink);
      await change(org, 40);
      await accessChange();
      await change(org, 41);
      await vi.waitFor(() => expect(authorize).toHaveBeenCalledTimes(2), 20_000);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(events(messages)).toEqual([40]);
      letIn();
      await vi.waitFor(() => expect(events(messages)).toEqual([40, 41]), 20_000);
      expect(messages.map(({ event }) => event)).toEqual(['ready', 'leads', 'access', 'leads']);
      close();
    });

    test('is let in once more when access changes while it is being let in', async () => {
      const { messages, sink, state } = reader();
      const letIns: (() => void)[] = [];
      const authorize = vi
        .fn<() => Promise<void>>()
        .mockResolvedValueOnce()
        .mockImplementationOnce(() => new Promise((resolve) => letIns.push(resolve)))
        .mockRejectedValue(new Error('no longer'));
      await openLiveStream({ ...readerOf(org), authorize }, sink);
      await accessChange();
      await vi.waitFor(() => expect(letIns).toHaveLength(1), 20_000);
      await accessChange();
      await change(org, 50);
      await new Promise((resolve) => setTimeout(resolve, 600));
      letIns[0]!();
      await vi.waitFor(() => expect(state.ended).toBe(true), 20_000);
      expect(messages.map(({ event }) => event)).toEqual(['ready']);
    });

    test('is asked who it is once a minute, and told nothing more when nobody can tell', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      try {
        const { sink, state, messages } = reader();
        const authorize = vi.fn<() => Promise<void>>().mockResolvedValueOnce().mockRejectedValue(new Error('away'));
        await openLiveStream({ ...readerOf(org), authorize }, sink);
        vi.advanceTimersByTime(60_000);
        await vi.waitFor(() => expect(state.ended).toBe(true));
        expect(messages.map(({ event }) => event)).toEqual(['ready']);
      } finally {
        vi.useRealTimers();
      }
    });

    test('is not let in when it lost access while the stream was being opened', async () => {
      const { messages, sink } = reader();
      const authorize = () => Promise.reject(new Error('no longer'));
      await expect(openLiveStream({ ...readerOf(org), authorize }, sink)).rejects.toThrow('no longer');
      expect(messages).toEqual([]);
    });
  });
});
