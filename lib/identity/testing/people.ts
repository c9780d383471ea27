import { ADDRESS_HEADER } from '@/lib/platform/client-address';
import { declareFront } from '@/lib/platform/front';
import { uuidv7 } from '@/lib/platform/uuid';
import { isRole, type OrgContext, orgContext, type Role, systemTransaction } from '@/lib/tenancy';
import type { Membership } from '../contract';
import { createOrganization } from '../create-organization';
import { createUser } from '../create-user';
import { answerAuth } from '../http/auth-routes';
import type { CallerUser } from '../identify-caller';

// The routes are called as the front calls them, which tells the address.
declareFront();

export const APP_ORIGIN = 'http://localhost:3000';
export const PASSWORD = 'correct horse battery';

export interface Person extends CallerUser {
  password: string;
}

let people = 0;

/** An account of a test's own. */
export async function newPerson(name = 'Ada Example'): Promise<Person> {
  people += 1;
  const email = `person-${people}-${uuidv7().slice(-12)}@example.test`;
  return { ...(await createUser({ name, email, password: PASSWORD })), password: PASSWORD };
}

/** An organization with one admin, made by the verb itself. */
export async function newOrganization(
  admin: CallerUser,
  input: { name?: string; slug?: string } = {},
): Promise<Membership> {
  const name = input.name ?? `Org ${uuidv7().slice(-12)}`;
  return createOrganization(
    admin,
    { ...input, name },
    { requestId: 'test', now: () => new Date(), seed: async () => {} },
  );
}

/** Makes somebody a member without an invitation; answers with the member's id. */
export async function addMember(orgId: string, user: CallerUser, role: Role): Promise<string> {
  const id = uuidv7();
  await systemTransaction('fixtures of a test', (db) =>
    db.query('insert into members (org_id, id, user_id, role) values ($1, $2, $3, $4)', [orgId, id, user.id, role]),
  );
  return id;
}

export function contextOf(
  orgId: string,
  user: CallerUser,
  role: string,
  now: () => Date = () => new Date(),
): OrgContext {
  if (!isRole(role)) throw new Error(`no role: ${role}`);
  return orgContext({ orgId, actor: { kind: 'user', userId: user.id, role }, requestId: 'test', now });
}

/** Sends a form as a page of ours does. */
export function submit(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return answerAuth(
    new Request(`${APP_ORIGIN}/api/auth/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: APP_ORIGIN,
        [ADDRESS_HEADER]: randomAddress(),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
    path,
  );
}

/** The cookie of a fresh session. */
export async function signIn({ email, password }: Pick<Person, 'email' | 'password'>): Promise<string> {
  const response = await submit('sign-in/email', { email, password });
  if (response.status !== 200) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
  return cookieOf(response);
}

/** What a browser would send back. */
export function cookieOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

/** Limits count by address; tests must not fill each other's buckets. */
export function randomAddress(): string {
  return Array.from({ length: 4 }, () => 1 + Math.floor(Math.random() * 254)).join('.');
}
