import { processState } from '@/lib/platform/process-state';
import { createGroupCommit, type GroupCommit } from './group-commit';
import { writeEvents } from './write-events';

export { eventKey } from './event-key';
export type { CommitOutcome, GroupCommit } from './group-commit';
export type { LedgerRow } from './ledger-row';
export { aliasSubjects, type Identifiers, type Subject, subjectId, subjectsOf } from './subject-id';

/** The one group commit of this process. */
export function groupCommit(): GroupCommit {
  return processState('group-commit', () => createGroupCommit({ write: writeEvents }));
}
