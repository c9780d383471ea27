import { expect, it } from 'vitest';
import type { Job } from '@/lib/jobs/contract';
import { jobReport, jobTitle } from './job-words';

const job: Job = {
  id: '0192f0c1-0000-7000-8000-000000000000',
  kind: 'apply-rule-to-history',
  status: 'running',
  input: { eventType: 'signup', version: 3 },
  total: null,
  done: 0,
  failed: 0,
  result: {},
  error: null,
  requestedBy: null,
  requestedAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  endedAt: null,
};

it('a job is called by what it was asked for', () =>
  expect(jobTitle(job)).toBe('Rule for signup, version 3, applied to history'));

it.each<[Partial<Job>, string]>([
  [{}, 'Counting the leads it concerns…'],
  [{ total: 12_431, done: 1_200 }, '1,200 of 12,431 leads folded again'],
  [{ status: 'cancelling', total: 10, done: 1 }, '1 lead still to be put back as they were'],
  [{ status: 'cancelled' }, 'Cancelled before anything changed.'],
  [{ status: 'cancelled', result: { putBack: 800 } }, 'Cancelled: 800 leads put back as they were.'],
  [
    { status: 'completed', total: 3, done: 3, failed: 1, result: { higher: 2, lower: 0, otherStage: 1 } },
    '3 leads folded again: 2 higher, 0 lower, 1 in another stage. 1 lead could not be folded and kept their scores.',
  ],
])('%j says %s', (fields, text) => expect(jobReport({ ...job, ...fields })).toBe(text));
