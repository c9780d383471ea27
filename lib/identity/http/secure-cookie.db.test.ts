import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { identifyCaller } from '../identify-caller';
import { cookieOf, newPerson, submit } from '../testing/people';

const origin = 'https://app.example.test';

beforeAll(() => {
  vi.stubEnv('APP_URL', origin);
});

afterAll(() => {
  vi.unstubAllEnvs();
});

it('over https the cookie is sent over https only, and is read back', async () => {
  const person = await newPerson();
  const response = await submit('sign-in/email', person, { origin });
  expect(response.headers.getSetCookie()[0]).toMatch(/^__Secure-throughline\.session_token=.*; Secure/);
  const caller = await identifyCaller({
    method: 'POST',
    headers: new Headers({ cookie: cookieOf(response), origin }),
    address: '192.0.2.1',
    requestId: 'r',
    now: () => new Date(),
  });
  expect(caller.user?.id).toBe(person.id);
});
