import type { JobKinds } from '@/lib/jobs';
import { applyingRuleToHistory } from '@/lib/leads';

/** What each kind of long work does, part by part. */
export const JOB_KINDS: JobKinds = { 'apply-rule-to-history': applyingRuleToHistory() };
