import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scheduleOf } from './engine/function-config';
import { SCHEDULES } from './schedule';

it('vercel.json keeps the same schedules, name by name', () => {
  const { crons } = JSON.parse(readFileSync(new URL('../vercel.json', import.meta.url), 'utf8'));
  expect(crons).toEqual(
    Object.entries(SCHEDULES).map(([name, { cron }]) => ({ path: `/api/cron/${name}`, schedule: cron })),
  );
});

it('each can be read', () => {
  for (const { cron } of Object.values(SCHEDULES)) expect(scheduleOf(cron).nextRun()).toBeInstanceOf(Date);
});
