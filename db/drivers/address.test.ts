import { describe, expect, it } from 'vitest';
import { isPooled } from '@/lib/platform/database-roles';
import { hearsNotices, isNeon } from './address';

const at = (host: string) => `postgres://throughline_app:secret@${host}:5432/throughline?sslmode=require`;

describe('the host decides how the database is spoken to', () => {
  it.each([
    ['ep-cool-darkness-123456-pooler.eu-central-1.aws.neon.tech', true],
    ['ep-cool-darkness-123456.eu-central-1.aws.neon.tech', true],
    ['EP-COOL.AZURE.NEON.TECH', true],
    ['localhost', false],
    ['127.0.0.1', false],
    ['db.example.com', false],
    ['neon.tech.example.com', false],
    ['notneon.tech', false],
  ])('%s is Neon: %s', (host, expected) => expect(isNeon(at(host))).toBe(expected));

  it.each([
    ['ep-cool-darkness-123456-pooler.eu-central-1.aws.neon.tech', true],
    ['ep-cool-darkness-123456.eu-central-1.aws.neon.tech', false],
    ['db-pooler.example.com', true],
    ['db.my-pooler.example.com', false],
    ['localhost', false],
  ])('%s is a pooler: %s', (host, expected) => expect(isPooled(new URL(at(host)))).toBe(expected));

  it('notices are heard where a connection is a session of a server that does not sleep', () => {
    expect(hearsNotices(at('localhost'))).toBe(true);
    expect(hearsNotices(at('db-pooler.example.com'))).toBe(false);
    expect(hearsNotices(at('ep-cool-darkness-123456.eu-central-1.aws.neon.tech'))).toBe(false);
  });

  it('what is no address is nobody’s', () => {
    expect(isNeon('host=ep.neon.tech')).toBe(false);
    expect(hearsNotices('')).toBe(false);
  });
});
