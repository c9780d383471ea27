import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';

export type Environment = Record<string, string>;

type Secret = { bytes: number; encoding: 'base64' | 'base64url' | 'hex' };

const SECRETS = {
  BETTER_AUTH_SECRET: { bytes: 32, encoding: 'base64url' },
  ENCRYPTION_KEY: { bytes: 32, encoding: 'base64' },
  CRON_SECRET: { bytes: 24, encoding: 'base64url' },
  INNGEST_EVENT_KEY: { bytes: 24, encoding: 'base64url' },
  INNGEST_SIGNING_KEY: { bytes: 32, encoding: 'hex' },
  QSTASH_TOKEN: { bytes: 32, encoding: 'base64url' },
  QSTASH_CURRENT_SIGNING_KEY: { bytes: 32, encoding: 'base64url' },
  QSTASH_NEXT_SIGNING_KEY: { bytes: 32, encoding: 'base64url' },
  DB_PASSWORD_APP: { bytes: 24, encoding: 'base64url' },
  DB_PASSWORD_DOOR: { bytes: 24, encoding: 'base64url' },
  DB_PASSWORD_IDENTITY: { bytes: 24, encoding: 'base64url' },
  DB_PASSWORD_SYSTEM: { bytes: 24, encoding: 'base64url' },
  DB_PASSWORD_ENGINE: { bytes: 24, encoding: 'base64url' },
} as const satisfies Record<string, Secret>;

export type Secrets = Environment & Record<keyof typeof SECRETS, string>;

/** Of what stands beside the program in compose.yaml. */
const BESIDE = {
  DB_PASSWORD_OWNER: { bytes: 24, encoding: 'base64url' },
  DB_PASSWORD_INNGEST: { bytes: 24, encoding: 'base64url' },
  // Given to a command as a word, where one that begins with a dash would be an option.
  REDIS_PASSWORD: { bytes: 24, encoding: 'hex' },
} as const satisfies Record<string, Secret>;

/** Random values for every secret there is, none of them kept anywhere. */
export function freshSecrets(): Secrets & Record<keyof typeof BESIDE, string> {
  const made = Object.entries({ ...SECRETS, ...BESIDE }).map(([name, secret]) => [name, freshSecret(secret)]);
  return Object.fromEntries(made) as ReturnType<typeof freshSecrets>;
}

const freshSecret = ({ bytes, encoding }: Secret): string => randomBytes(bytes).toString(encoding);

/** What the person set: the process environment, then `.env.local`, then `.env` of the checkout. */
export function readEnvironment(root: string, processEnv: NodeJS.Dict<string>): Environment {
  const files = ['.env', '.env.local'].map((name) => join(root, name)).filter((path) => existsSync(path));
  return Object.assign({}, ...files.map((path) => parse(readFileSync(path, 'utf8'))), defined(processEnv));
}

/**
 * The secrets of this installation, made on first start and kept in `path` (mode 600). Lines a person added are kept.
 * A file that lost its end keeps what is whole; the rest is made anew and the damaged file is set aside.
 */
export function ensureLocalSecrets(path: string): Secrets {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const kept = parse(wholeLines(text ?? ''));
  const secrets: Environment = {};
  for (const [name, secret] of Object.entries(SECRETS)) {
    const value = kept[name];
    secrets[name] = value && isWhole(value, secret) ? value : freshSecret(secret);
  }
  const all = { ...kept, ...secrets } as Secrets;
  if (Object.entries(all).every(([name, value]) => kept[name] === value)) return all;
  if (text !== null) copyFileSync(path, `${path}.damaged`);
  writePrivately(path, all);
  return all;
}

/** Whether a value carries as many bytes as the secret has, so that a cut-off one is not taken for it. */
function isWhole(value: string, { bytes, encoding }: Secret): boolean {
  return Buffer.from(value, encoding).length >= bytes;
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function parse(text: string): Environment {
  return defined(parseEnv(text));
}

function defined(values: NodeJS.Dict<string>): Environment {
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function writePrivately(path: string, values: Environment): void {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  const partial = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  const fd = openSync(partial, 'w', 0o600);
  writeSync(
    fd,
    `# Made on the first start. Without ENCRYPTION_KEY stored credentials cannot be read again.\n${lines.join('')}`,
  );
  fsyncSync(fd);
  closeSync(fd);
  renameSync(partial, path);
}
