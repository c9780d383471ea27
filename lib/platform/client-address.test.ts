import { describe, expect, it } from 'vitest';
import { isLocalClient } from './client-address';

const HOST = { host: 'localhost:3000' };

describe('somebody at this machine', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('comes from %s', (address) => {
    expect(isLocalClient(address, HOST)).toBe(true);
  });

  it.each(['10.0.0.1', '192.168.1.2', '::ffff:10.0.0.1', 'fe80::1', '1270.0.0.1', '127.0.0.1.evil', '', undefined])(
    'does not come from %s',
    (address) => {
      expect(isLocalClient(address, HOST)).toBe(false);
    },
  );

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'])(
    'sends no %s, not even an empty one',
    (name) => {
      expect(isLocalClient('127.0.0.1', { ...HOST, [name]: '127.0.0.1' })).toBe(false);
      expect(isLocalClient('127.0.0.1', { ...HOST, [name]: '' })).toBe(false);
    },
  );

  it.each(['localhost', 'LOCALHOST:80', 'app.localhost:3000', '127.0.0.1:3000', '[::1]:3000'])('asks %s', (host) => {
    expect(isLocalClient('127.0.0.1', { host })).toBe(true);
  });

  it.each(['evil.test', 'localhost.evil.test:3000', '127.0.0.1.evil.test', '127.0.0.1@evil.test', '', undefined])(
    'does not ask %s, a name that was made to lead here',
    (host) => {
      expect(isLocalClient('127.0.0.1', { host })).toBe(false);
    },
  );
});
