import { EMAIL_LENGTH_MAX } from './event-sizes';
import type { JsonObject } from './incoming-event';
import { Refusal } from './refusal';

/** Something before an @, and a domain of at least two labels. Whether mail arrives there is for others to find out. */
const EMAIL = /^[^\s@,;<>"()]+@[^\s@.,;<>"()]+(?:\.[^\s@.,;<>"()]+)+$/;

/** A field that may be missing or null, and otherwise is text of 1 to `lengthMax` UTF-16 units that are not all blank. */
export function optionalText(holder: JsonObject, field: string, lengthMax: number): string | undefined | Refusal {
  const value = holder[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return new Refusal(field, `${field} must be text.`);
  if (value.trim() === '') return new Refusal(field, `${field} must not be empty.`);
  if (value.length > lengthMax) return new Refusal(field, `${field} must be at most ${lengthMax} characters long.`);
  return value;
}

/** An e-mail address in the form in which it identifies: trimmed, lower case. Undefined when it does not look like one. */
export function normalizedEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  return email.length <= EMAIL_LENGTH_MAX && EMAIL.test(email) ? email : undefined;
}
