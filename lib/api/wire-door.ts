import { noteApiKeyUse } from '@/lib/identity';
import { drainWhen, wakeDrain } from '@/lib/leads';
import { processState } from '@/lib/platform/process-state';
import { isDoorSaturated, onApiKeyUsed, onDoorCommit } from '@/lib/tracking/http';

/** What follows from what the door takes, wired once a process: events are drained, the use of keys is noted. */
export function wireDoor(): void {
  processState('door-wired', () => {
    onDoorCommit(wakeDrain);
    onApiKeyUsed(noteApiKeyUse);
    drainWhen(isDoorSaturated);
    return true;
  });
}
