export { countEvents, countedEvents, recountEvents } from './event-counts';
export { forgetRefusedEvents } from './forget-refused';
export { eventsOfSubjects, isOwed, type LedgerRow, oldestOwedAt, owedEvents, parkFirst, settle } from './inbox';
export { type IngestCounts, ingestCounts } from './ingest-counts';
export { aliasSubjects, type Identifiers, type Subject, subjectId, subjectsOf } from './ledger/subject-id';
export { listEvents } from './list-events';
export { ensurePartitions } from './partitions';
export { eventsSetAside, takeBackSetAside } from './set-aside';
export { insertSource } from './sources';
