/** The event that begins a run. Its `data.n` is the number of the run in the plan. */
export const EVENT = 'crash/run';

/** The steps that do something, in the order of the function; `left` and `right` go side by side, with a sleep beside them. */
export const STEPS = ['opened', 'left', 'right', 'joined', 'closed'] as const;
export type StepName = (typeof STEPS)[number];

/** Its sleeps: after the first step, and beside the two. */
export const SLEEPS = ['pause', 'rest'] as const;
