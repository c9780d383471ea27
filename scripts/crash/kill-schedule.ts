import type { Random } from '@/db/seed/random';

export const VICTIMS = ['postgres', 'launcher', 'server'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface Blow<Name extends string = Victim> {
  victim: Name;
  /** When: after so many acknowledged events (in the engine's run: steps that were begun), or so long after the blow before, while that is still being recovered from. */
  when: { acknowledged: number } | { afterMs: number };
}

const SECOND_BLOW_SHARE = 0.25;
const SECOND_BLOW_MAX_MS = 2_500;
/** The last event that has a blow of its own; what comes after is sent in peace until the blows at the end. */
const UNTIL_SHARE = 0.95;

/**
 * Blows while events are sent: every kind equally often (the server least, which is struck at the end as well), spread
 * over the run, a quarter of them quickly after another.
 */
export function makeKillSchedule<Name extends string = Victim>(
  kills: number,
  events: number,
  random: Random,
  names: readonly Name[] = VICTIMS as readonly string[] as readonly Name[],
): Blow<Name>[] {
  const victims = shuffled(
    Array.from({ length: kills }, (_, n) => names[n % names.length]!),
    random,
  );
  return victims.map((victim, n) => {
    if (n > 0 && random.next() < SECOND_BLOW_SHARE)
      return { victim, when: { afterMs: random.between(20, SECOND_BLOW_MAX_MS) } };
    return { victim, when: { acknowledged: Math.floor(((n + random.next()) / kills) * UNTIL_SHARE * events) } };
  });
}

function shuffled<T>(items: T[], random: Random): T[] {
  for (let n = items.length - 1; n > 0; n -= 1) {
    const other = random.between(0, n);
    [items[n], items[other]] = [items[other]!, items[n]!];
  }
  return items;
}
