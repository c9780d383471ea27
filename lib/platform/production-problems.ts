import { weaknessOf } from './weak-secret';

interface Problem {
  /** A variable. */
  name: string;
  /** What is wrong with it and what to do; never its value. */
  message: string;
}

type Variables = NodeJS.Dict<string>;

/** What an environment must not have, or not lack, where the program is meant for others. */
export function productionProblems(given: Variables): Problem[] {
  return [...switches(given), ...missing(given), ...placeholders(given), ...weak(given)];
}

const SWITCHES = ['INNGEST_DEV', 'QSTASH_DEV'];

function switches(given: Variables): Problem[] {
  return SWITCHES.filter((name) => !['', '0', 'false'].includes((given[name] ?? '').trim().toLowerCase())).map(
    (name) => ({ name, message: 'it switches signatures off, so that anybody could have work done; remove it' }),
  );
}

/** The first is worth nothing, or less, without the second. */
const TOGETHER = [
  ['INNGEST_EVENT_KEY', 'INNGEST_SIGNING_KEY'],
  ['INNGEST_SIGNING_KEY', 'INNGEST_EVENT_KEY'],
  ['INNGEST_SIGNING_KEY_FALLBACK', 'INNGEST_SIGNING_KEY'],
  ['QSTASH_TOKEN', 'QSTASH_CURRENT_SIGNING_KEY'],
  ['QSTASH_TOKEN', 'QSTASH_NEXT_SIGNING_KEY'],
] as const;

function missing(given: Variables): Problem[] {
  return TOGETHER.filter(([one, other]) => given[one] && !given[other]).map(([one, other]) => ({
    name: other,
    message: `needed with ${one}; set both, or neither`,
  }));
}

const ADDRESSES = ['DATABASE_URL', 'DATABASE_DOOR_URL', 'DATABASE_IDENTITY_URL', 'DATABASE_SYSTEM_URL'];

function placeholders(given: Variables): Problem[] {
  return ADDRESSES.filter((name) => given[name]?.includes('…')).map((name) => ({
    name,
    message: 'still has the placeholder of .env.example in it; set the address',
  }));
}

const SECRETS = [
  'BETTER_AUTH_SECRET',
  'ENCRYPTION_KEY',
  'CRON_SECRET',
  'INNGEST_EVENT_KEY',
  'INNGEST_SIGNING_KEY',
  'INNGEST_SIGNING_KEY_FALLBACK',
  'QSTASH_TOKEN',
  'QSTASH_CURRENT_SIGNING_KEY',
  'QSTASH_NEXT_SIGNING_KEY',
];
const ADVICE = 'set one of its own: npm run secrets prints random ones';

/** What everybody may know or could guess, and what is learned from another place that has it. */
function weak(given: Variables): Problem[] {
  return SECRETS.flatMap((name, index) => {
    const value = given[name];
    if (!value) return [];
    const weakness = weaknessOf(value) ?? weaknessOf(bare(value));
    if (weakness) return [{ name, message: `${weakness}; ${ADVICE}` }];
    const twin = SECRETS.slice(0, index).find((other) => bare(given[other] ?? '') === bare(value));
    return twin ? [{ name, message: `is the same as ${twin}; ${ADVICE}` }] : [];
  });
}

const bare = (secret: string) => secret.replace(/^(signkey-\w+-|sig_)/, '');
