/** The named fields of a lead that senders can tell. */
export const PROFILE_FIELDS = ['externalId', 'email', 'name', 'company', 'title', 'phone', 'website'] as const;
export type ProfileField = (typeof PROFILE_FIELDS)[number];

export interface Profile {
  fields: Partial<Record<ProfileField, string>>;
  traits: Record<string, unknown>;
  /** When each field (by name) and trait (by `traits.` + name) was last said: Unix ms and the event's id, the tie-breaker. */
  times: Record<string, [number, string]>;
}

export const EMPTY_PROFILE: Profile = { fields: {}, traits: {}, times: {} };

const MAX_FIELD_CHARS = 512;
const MAX_TRAITS = 200;

/** What one identify said, and when. */
export interface Statement {
  occurredAtMs: number;
  tie: string;
  traits: Record<string, unknown>;
  email?: string;
  externalId?: string;
}

/** The newest word on each field wins, whatever the order of arrival. Pure: the same statements give the same profile. */
export function tell(profile: Profile, statement: Statement): Profile {
  const next: Profile = { fields: { ...profile.fields }, traits: { ...profile.traits }, times: { ...profile.times } };
  const stamp: [number, string] = [statement.occurredAtMs, statement.tie];
  const said = fieldsOf(statement);

  for (const [field, value] of Object.entries(said.fields) as [ProfileField, string][]) {
    if (!isNewer(stamp, next.times[field])) continue;
    next.fields[field] = value;
    next.times[field] = stamp;
  }
  for (const [trait, value] of Object.entries(said.traits)) {
    const key = `traits.${trait}`;
    if (!isNewer(stamp, next.times[key])) continue;
    if (!(trait in next.traits) && Object.keys(next.traits).length >= MAX_TRAITS) continue;
    next.traits[trait] = value;
    next.times[key] = stamp;
  }
  return next;
}

/** Two profiles of one person: of each field, the newer word. */
export function joinProfiles(a: Profile, b: Profile): Profile {
  const joined: Profile = { fields: { ...a.fields }, traits: { ...a.traits }, times: { ...a.times } };
  for (const [key, stamp] of Object.entries(b.times)) {
    if (!isNewer(stamp, joined.times[key])) continue;
    joined.times[key] = stamp;
    if (key.startsWith('traits.')) joined.traits[key.slice('traits.'.length)] = b.traits[key.slice('traits.'.length)];
    else joined.fields[key as ProfileField] = b.fields[key as ProfileField]!;
  }
  return joined;
}

function isNewer(stamp: [number, string], known: [number, string] | undefined): boolean {
  return known === undefined || stamp[0] > known[0] || (stamp[0] === known[0] && stamp[1] >= known[1]);
}

/** Segment's reserved traits, and the spellings that are common in the wild, as our fields. */
function fieldsOf({ traits, email, externalId }: Statement): Pick<Profile, 'fields' | 'traits'> {
  const fields: Partial<Record<ProfileField, string>> = {};
  const rest: Record<string, unknown> = {};
  const take = (field: ProfileField, value: unknown) => {
    const text = textOf(value);
    if (text !== null) fields[field] = text;
  };

  for (const [key, value] of Object.entries(traits)) {
    switch (key) {
      case 'email':
        take('email', typeof value === 'string' ? value.trim().toLowerCase() : null);
        break;
      case 'name':
        take('name', value);
        break;
      case 'firstName':
      case 'lastName':
      case 'first_name':
      case 'last_name':
        break;
      case 'company':
        take('company', isRecord(value) ? value.name : value);
        break;
      case 'companyName':
        take('company', value);
        break;
      case 'title':
      case 'jobTitle':
        take('title', value);
        break;
      case 'phone':
        take('phone', value);
        break;
      case 'website':
        take('website', value);
        break;
      default:
        rest[key.slice(0, 200)] = value;
    }
  }
  const whole = [textOf(traits.firstName ?? traits.first_name), textOf(traits.lastName ?? traits.last_name)]
    .filter(Boolean)
    .join(' ');
  if (!fields.name && whole) fields.name = whole.slice(0, MAX_FIELD_CHARS);
  if (email) fields.email = email;
  if (externalId) fields.externalId = externalId;
  return { fields, traits: rest };
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text.slice(0, MAX_FIELD_CHARS);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
