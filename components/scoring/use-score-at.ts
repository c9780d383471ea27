'use client';

import { useQueryState } from 'nuqs';
import { parseAsMoment } from '@/components/ui/parse-as-moment';

/** The past moment at which a lead's score is shown, kept in the URL so that it can be linked to; null is now. */
export function useScoreAt() {
  return useQueryState('scoreAt', parseAsMoment);
}
