/** One step; three in a row; one, a sleep of 90 days, and another. */
export const EVENTS = { prompt: 'bench/prompt', three: 'bench/three', asleep: 'bench/asleep' } as const;

/** Unix milliseconds with fractions, the same in every process of a machine. */
export const clockMs = (): number => performance.timeOrigin + performance.now();
