import type { LiveKinds } from '@/lib/live/contract';

export type { LiveKinds };
export type LiveKind = keyof LiveKinds;

const KINDS: Record<LiveKind, true> = {
  leads: true,
  rules: true,
  settings: true,
  refused: true,
  outbox: true,
  jobs: true,
  access: true,
};

/** A stream names its messages, and each name needs a listener of its own. */
export const LIVE_KINDS = Object.keys(KINDS) as LiveKind[];
