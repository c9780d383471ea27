import { describe, expect, test } from 'vitest';
import { seededRandom } from '@/db/seed/random';
import { makeKillSchedule, VICTIMS } from './kill-schedule';
import { makePlan } from './plan';
import { requestOf } from './wire';

const NOW_MS = Date.UTC(2026, 5, 1);
const plan = makePlan({ events: 10_000, seed: 3, nowMs: NOW_MS });
const share = (count: number, of: number) => count / of;

describe('the plan of a crash run', () => {
  test('is the same for the same seed', () => {
    expect(makePlan({ events: 10_000, seed: 3, nowMs: NOW_MS })).toEqual(plan);
    expect(makePlan({ events: 10_000, seed: 4, nowMs: NOW_MS })).not.toEqual(plan);
  });

  test('sends every event, a tenth of them twice', () => {
    const sends = [...plan.sends, ...plan.lastSends].flat();
    expect(plan.events).toHaveLength(10_000);
    expect(new Set(sends)).toEqual(new Set(plan.events));
    const twice = share(sends.length - plan.events.length, plan.events.length);
    expect(twice).toBeGreaterThan(0.08);
    expect(twice).toBeLessThan(0.12);
  });

  test('sends a fifth at another place than its time', () => {
    const first = [...new Set([...plan.sends[0]!, ...plan.lastSends[0]!])];
    const byTime = new Map([...first].sort((a, b) => a.occurredAtMs - b.occurredAtMs).map((event, n) => [event, n]));
    const far = first.filter((event, n) => Math.abs(byTime.get(event)! - n) > first.length / 20);
    expect(share(far.length, first.length)).toBeGreaterThan(0.12);
    expect(share(far.length, first.length)).toBeLessThan(0.25);
  });

  test('joins leads with a twentieth of its events, in both organizations', () => {
    for (const org of [0, 1]) {
      const own = plan.events.filter((event) => event.org === org);
      const joining = own.filter((event) => event.type === 'identify' || event.type === 'alias');
      expect(share(joining.length, own.length)).toBeGreaterThan(0.04);
      expect(share(joining.length, own.length)).toBeLessThan(0.06);
    }
  });

  test('keeps the last sends within what one request may carry', () => {
    for (const last of plan.lastSends) {
      const { body } = requestOf('api-batch', last, 'key');
      expect(last.length).toBeLessThanOrEqual(1_000);
      expect(Buffer.byteLength(body)).toBeLessThan(400_000);
    }
  });
});

test('every kind of victim is killed equally often, and a quarter of the blows follow at once', () => {
  const schedule = makeKillSchedule(300, 10_000, seededRandom(1));
  for (const victim of VICTIMS) expect(schedule.filter((blow) => blow.victim === victim)).toHaveLength(100);
  expect(schedule.filter((blow) => 'afterMs' in blow.when).length).toBeGreaterThan(50);
  const thresholds = schedule.flatMap((blow) => ('acknowledged' in blow.when ? [blow.when.acknowledged] : []));
  expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
  expect(thresholds.at(-1)).toBeLessThan(9_500);
});
