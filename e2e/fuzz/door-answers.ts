import { expect } from 'vitest';
import type { DoorAnswer } from './both-doors';

export interface Stored {
  accepted: number;
  duplicates: number;
  rejected: { index: number; code: string; field: string; message: string }[];
}

interface Envelope {
  error: { code: string; message: string; field?: string; requestId: string };
}

const OF_A_FIELD = ['VALIDATION', 'BAD_REQUEST'];

/** Reads an answer, which must be a 2xx that tells what was stored or a 4xx that says why not. @returns null for a refusal */
export function readAnswer({ status, headers, text }: DoorAnswer): Stored | null {
  if (status === 202 || status === 200) {
    const stored = JSON.parse(text) as Stored;
    for (const item of stored.rejected)
      expect(item).toMatchObject({ code: expect.any(String), field: expect.any(String), message: expect.any(String) });
    return stored;
  }
  expect(status, text).toBeGreaterThanOrEqual(400);
  expect(status, text).toBeLessThan(500);
  const { error } = JSON.parse(text) as Envelope;
  expect(error.message.length).toBeGreaterThan(0);
  expect(error.requestId).toBe(headers['x-request-id']);
  if (OF_A_FIELD.includes(error.code)) expect(error.field, text).toEqual(expect.any(String));
  return null;
}

/** What two adapters must have in common: everything but the id of the request. */
export function comparable({ status, text }: DoorAnswer): { status: number; text: string } {
  return { status, text: text.replace(/"requestId":"[^"]*"/, '"requestId":""') };
}
