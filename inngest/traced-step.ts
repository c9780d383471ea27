import { traced } from '@/lib/platform/trace';
import { inWork } from '@/lib/platform/work-context';

interface StepRun {
  functionId: string;
  runId: string;
  /** From 0. */
  attempt: number;
  /** Left out where the work is nobody's in particular. */
  orgId?: string;
}

/**
 * Does a step of a durable function as one piece of work. Said again for each step, because the library decides where
 * it is called from.
 */
export function tracedStep<T>(
  { functionId, runId, attempt, orgId }: StepRun,
  step: string,
  work: () => Promise<T>,
): Promise<T> {
  const fields = {
    'throughline.function.id': functionId,
    'throughline.run.id': runId,
    'throughline.step': step,
    'throughline.attempt': attempt + 1,
    ...(orgId ? { 'throughline.org.id': orgId } : {}),
  };
  return inWork({ functionId, runId, ...(orgId ? { orgId } : {}) }, () => traced(`step ${functionId}`, fields, work));
}
