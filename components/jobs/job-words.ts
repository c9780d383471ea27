import { formatNumber } from '@/components/ui/format-number';
import type { Job } from '@/lib/jobs/contract';

type Tone = 'neutral' | 'accent' | 'ok' | 'caution' | 'danger';

export const JOB_STATUS_WORDS: Record<Job['status'], { label: string; tone: Tone }> = {
  queued: { label: 'Waiting', tone: 'neutral' },
  running: { label: 'Running', tone: 'accent' },
  cancelling: { label: 'Being taken back', tone: 'caution' },
  completed: { label: 'Done', tone: 'ok' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  failed: { label: 'Failed', tone: 'danger' },
};

const leads = (count: number) => `${formatNumber(count)} ${count === 1 ? 'lead' : 'leads'}`;

/** What somebody asked for. */
export function jobTitle({ kind, input }: Job): string {
  switch (kind) {
    case 'apply-rule-to-history':
      return `Rule for ${String(input.eventType ?? 'an event')}, version ${String(input.version ?? '?')}, applied to history`;
  }
}

/** Where it is, or what came of it, in a sentence. */
export function jobReport(job: Job): string {
  const { status, done, total, failed, result, error } = job;
  switch (status) {
    case 'queued':
      return 'It begins in a moment.';
    case 'running':
      return total === null
        ? 'Counting the leads it concerns…'
        : `${formatNumber(done)} of ${leads(total)} folded again`;
    case 'cancelling':
      return `${leads(done)} still to be put back as they were`;
    case 'failed':
      return `${error ?? 'It failed.'} ${leads(done)} had been folded again; ask for it once more to finish.`;
    case 'cancelled':
      return (result.putBack ?? 0) === 0
        ? 'Cancelled before anything changed.'
        : `Cancelled: ${leads(result.putBack ?? 0)} put back as they were.`;
    case 'completed':
      return [
        `${leads(done)} folded again: ${formatNumber(result.higher ?? 0)} higher, ${formatNumber(result.lower ?? 0)} lower, ${formatNumber(result.otherStage ?? 0)} in another stage.`,
        failed > 0 ? `${leads(failed)} could not be folded and kept their scores.` : '',
      ]
        .filter(Boolean)
        .join(' ');
  }
}
