/** One line of the table. */
export interface Finding {
  /** Of SPEC's speed section: B1, B2, … */
  id: string;
  /** What was done, in a few words. */
  what: string;
  measured: string;
  /** What it is compared with, measured in the same run; null where the bar is a figure by itself. */
  reference: string | null;
  /** The bar in words; null for what is only told. */
  bar: string | null;
  holds: boolean | null;
}

export function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en-US')}/s`;
}

export function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A rate against a reference's rate, with a least ratio. */
export function ratioFinding(input: {
  id: string;
  what: string;
  rate: number;
  reference: { name: string; rate: number };
  ratio: number;
  least: number | null;
  note?: string;
}): Finding {
  return {
    id: input.id,
    what: input.what,
    measured: perSecond(input.rate) + (input.note ? `, ${input.note}` : ''),
    reference: `${input.ratio.toFixed(2)} × ${input.reference.name} (${perSecond(input.reference.rate)})`,
    bar: input.least === null ? null : `≥ ${input.least} ×`,
    holds: input.least === null ? null : input.ratio >= input.least,
  };
}

export function rateFinding(id: string, what: string, rate: number, least: number | null, note?: string): Finding {
  return {
    id,
    what,
    measured: perSecond(rate) + (note ? `, ${note}` : ''),
    reference: null,
    bar: least === null ? null : `≥ ${perSecond(least)}`,
    holds: least === null ? null : rate >= least,
  };
}

export function durationFinding(id: string, what: string, ms: number, mostMs: number | null, note?: string): Finding {
  return {
    id,
    what,
    measured: milliseconds(ms) + (note ? `, ${note}` : ''),
    reference: null,
    bar: mostMs === null ? null : `≤ ${milliseconds(mostMs)}`,
    holds: mostMs === null ? null : ms <= mostMs,
  };
}
