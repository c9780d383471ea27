/** Names of buckets. Whatever belongs to an organization has it in its name, so two tenants never share a bucket. */

export const ingestBucket = (orgId: string, keyId: string) => `ingest:${orgId}:${keyId}`;

export const apiKeyBucket = (orgId: string, keyId: string) => `api-key:${orgId}:${keyId}`;

/** A person's requests count together, whichever organization they look at. */
export const sessionBucket = (userId: string) => `session:${userId}`;

/** `address` as `limitAddress` of lib/platform/client-address tells it. */
export const anonymousBucket = (form: string, address: string) => `anonymous:${form}:${address}`;

/** Wrong keys shown at the door from one address. */
export const refusedKeyBucket = (address: string) => `refused-key:${address}`;

/** What the door refused of an organization and keeps for its debugger. */
export const refusedEventsBucket = (orgId: string) => `refused-events:${orgId}`;

/** Mail that anybody can have sent to a person, by e-mail address or id. */
export const accountMailBucket = (kind: string, person: string) => `account-mail:${kind}:${person}`;

export const invitationMailBucket = (orgId: string) => `invitation-mail:${orgId}`;
