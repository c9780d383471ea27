import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureLocalSecrets, readEnvironment } from './local-env';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-env-'));
  path = join(folder, 'data', 'local.env');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the secrets of an installation', () => {
  it('are made once, for their owner alone', () => {
    const first = ensureLocalSecrets(path);
    expect(Object.keys(first).sort()).toEqual([
      'BETTER_AUTH_SECRET',
      'CRON_SECRET',
      'DB_PASSWORD_APP',
      'DB_PASSWORD_DOOR',
      'DB_PASSWORD_ENGINE',
      'DB_PASSWORD_IDENTITY',
      'DB_PASSWORD_SYSTEM',
      'ENCRYPTION_KEY',
      'INNGEST_EVENT_KEY',
      'INNGEST_SIGNING_KEY',
      'QSTASH_CURRENT_SIGNING_KEY',
      'QSTASH_NEXT_SIGNING_KEY',
      'QSTASH_TOKEN',
    ]);
    expect(Buffer.from(first.ENCRYPTION_KEY, 'base64')).toHaveLength(32);
    expect(new Set(Object.values(first)).size).toBe(13);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(ensureLocalSecrets(path)).toEqual(first);
    expect(readdirSync(join(folder, 'data'))).toEqual(['local.env']);
  });

  it('survive a file cut off anywhere, as far as it is whole', () => {
    const first = ensureLocalSecrets(path);
    const text = readFileSync(path, 'utf8');
    for (let length = 0; length < text.length; length += 7) {
      writeFileSync(path, text.slice(0, length));
      const repaired = ensureLocalSecrets(path);
      expect(Object.keys(repaired).sort()).toEqual(Object.keys(first).sort());
      const whole = text.slice(0, text.lastIndexOf('\n', length - 1) + 1);
      for (const [name, value] of Object.entries(first)) {
        expect(repaired[name] === value).toBe(whole.includes(`${name}=${value}\n`) && length > 0);
      }
      expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text.slice(0, length));
      expect(ensureLocalSecrets(path)).toEqual(repaired);
    }
  });

  it('keep lines that a person added', () => {
    ensureLocalSecrets(path);
    writeFileSync(path, `${readFileSync(path, 'utf8')}SMTP_URL=smtp://localhost\n`);
    expect(ensureLocalSecrets(path).SMTP_URL).toBe('smtp://localhost');
  });
});

it('the process environment wins over .env.local, and that over .env', () => {
  writeFileSync(join(folder, '.env'), 'A=file\nB=file\nC=file\n');
  writeFileSync(join(folder, '.env.local'), 'B=local\nC=local\n');
  expect(readEnvironment(folder, { C: 'process', D: undefined })).toEqual({ A: 'file', B: 'local', C: 'process' });
});
