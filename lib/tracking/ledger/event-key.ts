import { hash } from 'node:crypto';

/** The first 16 bytes of SHA-256(event id) as 32 hexadecimal digits; PostgreSQL reads them as a uuid. */
export function eventKey(eventId: string): string {
  return hash('sha256', eventId, 'hex').slice(0, 32);
}
