import { hash } from 'node:crypto';
import type { SubjectKind } from '@/lib/tracking/contract';

/** Everything an event says about who it belongs to; kept in the ledger's `identifiers` as far as it was given. */
export interface Identifiers {
  leadId?: string | undefined;
  externalId?: string | undefined;
  userId?: string | undefined;
  email?: string | undefined;
  anonymousId?: string | undefined;
  /** Of an alias: what its `userId` was called before. */
  previousId?: string | undefined;
  groupId?: string | undefined;
}

export interface Subject {
  kind: SubjectKind;
  value: string;
}

/** UUID form of the first 16 bytes of SHA-256(orgId LF kind LF value): known without asking the database. */
export function subjectId(orgId: string, kind: SubjectKind, value: string): string {
  const digest = hash('sha256', `${orgId}\n${kind}\n${value}`, 'hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-${digest.slice(12, 16)}-${digest.slice(16, 20)}-${digest.slice(20, 32)}`;
}

/** The subjects an event names, strongest first. The first is the one its ledger row carries. */
export function subjectsOf(identifiers: Identifiers): Subject[] {
  const subjects: Subject[] = [];
  if (identifiers.leadId !== undefined) subjects.push({ kind: 'lead', value: identifiers.leadId });
  if (identifiers.externalId !== undefined) subjects.push({ kind: 'external', value: identifiers.externalId });
  if (identifiers.userId !== undefined) subjects.push({ kind: 'user', value: identifiers.userId });
  if (identifiers.email !== undefined) subjects.push({ kind: 'email', value: identifiers.email });
  if (identifiers.anonymousId !== undefined) subjects.push({ kind: 'anonymous', value: identifiers.anonymousId });
  return subjects;
}

/**
 * The subjects that an alias's `previousId` may name: callers put an old user id or an anonymous id there and do not
 * say which. A subject that nothing else ever names stays without events, so joining both is harmless.
 */
export function aliasSubjects(identifiers: Identifiers): Subject[] {
  if (identifiers.previousId === undefined) return [];
  return [
    { kind: 'user', value: identifiers.previousId },
    { kind: 'anonymous', value: identifiers.previousId },
  ];
}
