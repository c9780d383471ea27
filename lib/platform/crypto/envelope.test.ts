import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvelopeRefused, openEnvelope, rewrapEnvelope, sealEnvelope } from './envelope';
import { parseKeyring } from './keyring';

const oldKey = randomBytes(32).toString('base64');
const newKey = randomBytes(32).toString('hex');
const before = parseKeyring(oldKey);
const after = parseKeyring(newKey, oldKey);
const place = 'org|sources|row|sealed_key';

describe('sealed secrets', () => {
  it('open to what was sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plaintext, aad) => {
        expect(openEnvelope(before, sealEnvelope(before, plaintext, aad), aad)).toBe(plaintext);
      }),
    );
  });

  it('have the documented format and show nothing of the secret', () => {
    const sealed = sealEnvelope(before, 'tl_w_secret', place);
    expect(sealed).toMatch(/^v1\.[0-9a-f]{12}(\.[A-Za-z0-9_-]+){4}$/);
    expect(sealed).not.toContain(Buffer.from('tl_w_secret').toString('base64url'));
  });

  it('look different each time, also for the same secret', () => {
    const [first, second] = [sealEnvelope(before, 'same', place), sealEnvelope(before, 'same', place)];
    for (const part of [2, 3, 4, 5]) expect(first.split('.')[part]).not.toBe(second.split('.')[part]);
  });

  it('do not open in another place', () => {
    const sealed = sealEnvelope(before, 'secret', place);
    expect(() => openEnvelope(before, sealed, 'other|sources|row|sealed_key')).toThrow(EnvelopeRefused);
  });

  it('do not open when any one byte was altered', () => {
    const sealed = sealEnvelope(before, 'secret', place);
    for (const part of [2, 3, 4, 5]) {
      const pieces = sealed.split('.');
      const bytes = Buffer.from(pieces[part]!, 'base64url');
      for (let index = 0; index < bytes.length; index += 1) {
        const altered = Buffer.from(bytes);
        altered[index]! ^= 1;
        pieces[part] = altered.toString('base64url');
        expect(() => openEnvelope(before, pieces.join('.'), place)).toThrow(EnvelopeRefused);
      }
    }
  });

  it('do not open with a shortened tag', () => {
    const pieces = sealEnvelope(before, 'secret', place).split('.');
    pieces[5] = Buffer.from(pieces[5]!, 'base64url').subarray(0, 8).toString('base64url');
    expect(() => openEnvelope(before, pieces.join('.'), place)).toThrow(EnvelopeRefused);
  });

  it.each(['', 'v1', 'v2.a.b.c.d.e', 'v1.a.b.c.d', 'v1.a.b.c.d.e.f'])('refuse %j', (garbage) => {
    expect(() => openEnvelope(before, garbage, place)).toThrow(EnvelopeRefused);
  });
});

describe('rotation', () => {
  it('opens what an old key sealed and seals with the new one', () => {
    const sealed = sealEnvelope(before, 'secret', place);
    expect(openEnvelope(after, sealed, place)).toBe('secret');
    expect(sealEnvelope(after, 'secret', place).split('.')[1]).toBe(after.current.id);
    expect(after.current.id).not.toBe(before.current.id);
  });

  it('wraps the data key anew and leaves the content as it is', () => {
    const sealed = sealEnvelope(before, 'secret', place);
    const rewrapped = rewrapEnvelope(after, sealed, place);
    expect(rewrapped.split('.').slice(3)).toEqual(sealed.split('.').slice(3));
    expect(rewrapped.split('.')[1]).toBe(after.current.id);
    expect(openEnvelope(parseKeyring(newKey), rewrapped, place)).toBe('secret');
    expect(rewrapEnvelope(after, rewrapped, place)).toBe(rewrapped);
  });

  it('says which key is missing', () => {
    const sealed = sealEnvelope(before, 'secret', place);
    expect(() => openEnvelope(parseKeyring(newKey), sealed, place)).toThrow(before.current.id);
  });

  it('refuses keys that are not 32 bytes', () => {
    expect(() => parseKeyring(randomBytes(31).toString('base64'))).toThrow('32 random bytes');
    expect(() => parseKeyring(newKey, `${oldKey}, ${randomBytes(16).toString('hex')}`)).toThrow('32 random bytes');
  });
});
