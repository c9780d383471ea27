/** How quickly the past is forgotten: after this time it weighs 1/e. */
const MEMORY_MS = 100;

export interface Pressure {
  add(load: number, nowMs: number): void;
  level(nowMs: number): number;
}

/**
 * The mean load of late, weighted by time: a group that follows another at once counts little by itself, and what came
 * alone is soon forgotten. Load is whatever unit the caller adds; times are Unix milliseconds.
 */
export function createPressure(): Pressure {
  let mean = 0;
  let atMs = -Infinity;
  const kept = (nowMs: number) => Math.exp(Math.min(0, atMs - nowMs) / MEMORY_MS);
  return {
    add(load, nowMs) {
      const past = kept(nowMs);
      mean = mean * past + load * (1 - past);
      atMs = nowMs;
    },
    level: (nowMs) => mean * kept(nowMs),
  };
}
