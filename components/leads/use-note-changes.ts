'use client';

import { useLive } from '@/components/live/use-live';
import { noteChanged } from './recently-changed';

/** While mounted, scores of leads the stream tells of light up when their new value is shown. */
export function useNoteChanges(): void {
  useLive('leads', ({ leads }) =>
    noteChanged(
      leads.map(({ leadId }) => leadId),
      Date.now(),
    ),
  );
}
