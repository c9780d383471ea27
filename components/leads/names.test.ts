import { describe, expect, it } from 'vitest';
import { LEAD_COLUMN_IDS, LEAD_SORTS, STAGES, STATUSES } from '@/lib/leads/contract';
import { COLUMN_ORDER, SORT_ORDER, STAGE_ORDER, STATUS_ORDER } from './names';

describe('names', () => {
  it('stand in the order of the contract', () => {
    expect([STAGE_ORDER, STATUS_ORDER, SORT_ORDER]).toEqual([[...STAGES], [...STATUSES], [...LEAD_SORTS]]);
    expect(['name', ...COLUMN_ORDER]).toEqual([...LEAD_COLUMN_IDS]);
  });
});
