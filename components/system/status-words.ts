import type { ConnectionCheck, Health, Run, VariableState, Worker } from '@/lib/system/contract';

type Tone = 'neutral' | 'accent' | 'ok' | 'caution' | 'danger';

export const HEALTH_WORDS: Record<Health, { label: string; tone: Tone }> = {
  ok: { label: 'Works', tone: 'ok' },
  degraded: { label: 'Needs a look', tone: 'caution' },
  down: { label: 'Down', tone: 'danger' },
};

export const COMPONENT_WORDS: Record<string, string> = {
  database: 'Database',
  scoring: 'Scoring',
  'durable work': 'Durable work',
  workers: 'Workers',
  mail: 'Mail',
};

export const RUN_WORDS: Record<Run['status'], { label: string; tone: Tone }> = {
  queued: { label: 'Waiting', tone: 'neutral' },
  running: { label: 'Running', tone: 'accent' },
  completed: { label: 'Completed', tone: 'ok' },
  failed: { label: 'Failed', tone: 'danger' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
};

/** What a step is, by the operation the protocol has for it. */
export const STEP_WORDS: Record<string, string> = {
  StepRun: 'Step',
  Step: 'Step',
  StepPlanned: 'Step',
  StepFailed: 'Step',
  StepError: 'Step',
  Sleep: 'Sleep',
  WaitForEvent: 'Wait for an event',
};

export const STATE_WORDS: Record<string, { label: string; tone: Tone }> = {
  planned: { label: 'To do', tone: 'accent' },
  sleeping: { label: 'Sleeping', tone: 'neutral' },
  waiting: { label: 'Waiting', tone: 'neutral' },
  done: { label: 'Done', tone: 'ok' },
  failed: { label: 'Failed', tone: 'danger' },
};

export const VARIABLE_WORDS: Record<VariableState, { label: string; tone: Tone }> = {
  set: { label: 'Set', tone: 'ok' },
  default: { label: 'Default', tone: 'neutral' },
  'not set': { label: 'Not set', tone: 'neutral' },
  'looks wrong': { label: 'Looks wrong', tone: 'danger' },
};

export const CONNECTION_WORDS: Record<ConnectionCheck['state'], { label: string; tone: Tone }> = {
  works: { label: 'Works', tone: 'ok' },
  fails: { label: 'Fails', tone: 'danger' },
  'not set': { label: 'Not set', tone: 'neutral' },
};

export function workerWords(worker: Worker): { label: string; tone: Tone } {
  if (worker.isRunning) return { label: 'Running', tone: 'accent' };
  if (worker.isOverdue) return { label: 'Overdue', tone: 'danger' };
  if (worker.lastError !== null) return { label: 'Failed', tone: 'danger' };
  if (worker.lastRun === null) return { label: 'Not yet', tone: 'neutral' };
  return { label: 'Healthy', tone: 'ok' };
}

/** `throughline-sweep-organization` as people say it: the program's own name goes without saying. */
export function functionName(functionId: string): string {
  return functionId.replace(/^throughline-/, '').replaceAll('-', ' ');
}
