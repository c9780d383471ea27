import { randomUUID } from 'node:crypto';
import { signIn } from '@/lib/identity/testing/people';
import { ERROR_TABLE } from '@/lib/platform/errors';
import { type Caller, verdict } from './callers';
import { EXAMPLES, type IdParameter, type Outcome } from './examples';
import { type Answer, type Fields, type Operation, REQUEST_ID, refusalIn } from './requests';
import type { Organization, World } from './world';

/** Whose the id of a call is, as the caller sees it. */
const WHOSE = ['own', 'another organization’s', 'nobody’s', 'gone'] as const;
export type Whose = (typeof WHOSE)[number];

export interface Case {
  name: string;
  caller: Caller;
  /** What is named by an id, if anything is. */
  id: { field: string; whose: Whose } | null;
  fields: Fields;
  headers: Record<string, string>;
  expected: Outcome & { status: number };
}

/** Every caller with every kind of id, ready to be sent; what is named by an id has been made. */
export async function casesOf(world: World, operation: Operation, callers: Caller[]): Promise<Case[]> {
  const { ids = [] } = EXAMPLES[operation.name]!;
  const named = ids.flatMap((parameter) => WHOSE.map((whose) => ({ ...parameter, whose })));
  // A call that is refused leaves what it names as it is, so the next one may name it again.
  const untouched = new Map<string, Promise<Fields>>();
  const cases: Case[] = [];
  for (const caller of callers)
    for (const id of ids.length === 0 ? [null] : named) {
      const expected = expectation(operation, caller, id);
      const make = () => fieldsOf(world, operation, id ? { ...id, home: caller.home } : undefined);
      const key = `${id?.field} ${id?.whose} ${caller.home}`;
      if (expected.status >= 400 && !untouched.has(key)) untouched.set(key, make());
      cases.push({
        name: id ? `${caller.name} · ${id.field}: ${id.whose}` : caller.name,
        caller,
        id,
        fields: await (expected.status >= 400 ? untouched.get(key)! : make()),
        headers: await headersOf(operation, caller),
        expected,
      });
    }
  return cases;
}

async function headersOf({ name }: Operation, { headers, person }: Caller): Promise<Record<string, string>> {
  const isSpent = EXAMPLES[name]!.endsSession && headers.cookie && person;
  return isSpent ? { ...headers, cookie: await signIn(person) } : headers;
}

interface NamedId extends IdParameter {
  whose: Whose;
}

/** The example's fields, with an id of that kind and owner where one is asked for. */
export async function fieldsOf(
  world: World,
  { name }: Operation,
  id?: NamedId & { home: Caller['home'] },
): Promise<Fields> {
  const { fields } = EXAMPLES[name]!;
  const given = typeof fields === 'function' ? await fields(world) : (fields ?? {});
  return id ? { ...given, [id.field]: await idOf(world, id) } : { ...given };
}

function idOf(world: World, { kind, whose, home }: NamedId & { home: Caller['home'] }): string | Promise<string> {
  const [own, other]: [Organization, Organization] =
    home === 'ours' ? [world.ours, world.theirs] : [world.theirs, world.ours];
  if (whose === 'own') return world.make(kind, own);
  if (whose === 'another organization’s') return world.make(kind, other);
  return whose === 'gone' ? world.makeGone(kind, own) : randomUUID();
}

/** What the table of permissions and the example say about a call. */
function expectation(operation: Operation, caller: Caller, id: NamedId | null): Outcome & { status: number } {
  const { allowed, bindsOrganization } = EXAMPLES[operation.name]!;
  const isUnbound =
    bindsOrganization && caller.by === 'cookie' && !caller.permissions && 'x-organization' in caller.headers;
  const said = isUnbound ? caller.refusal : verdict(operation, caller);
  if (said !== 'may') return { status: ERROR_TABLE[said].status, code: said };
  const nothingThere = { status: 404, code: 'NOT_FOUND' };
  if (id?.whose === 'gone') return id.gone ? { status: id.gone } : nothingThere;
  if (id && id.whose !== 'own') return id.unknown === 200 ? { status: 200 } : nothingThere;
  return { status: operation.successStatus, ...allowed };
}

export function differencesFrom({ status, code, field }: Case['expected'], answer: Answer): string[] {
  if (answer.status !== status) return [`answered ${answer.status} instead of ${status}: ${answer.body.slice(0, 200)}`];
  if (status < 400) return [];
  const refusal = refusalIn(answer);
  if (!refusal) return [`refused without the envelope: ${answer.body.slice(0, 200)}`];
  const problems: string[] = [];
  if (refusal.code !== code) problems.push(`refused with ${refusal.code} instead of ${code}`);
  if (field && refusal.field !== field) problems.push(`refused the field ${refusal.field} instead of ${field}`);
  if (!refusal.message || refusal.requestId !== REQUEST_ID) problems.push('refused without message or request id');
  return problems;
}

/** Calls in which another organization's id was not answered byte for byte like one that never was. */
export function toldApart(answers: Map<Case, Answer>): string[] {
  const unlike: string[] = [];
  for (const [theirs, answer] of answers) {
    if (theirs.id?.whose !== 'another organization’s') continue;
    for (const [nobodys, other] of answers)
      if (
        nobodys.id?.whose === 'nobody’s' &&
        nobodys.caller === theirs.caller &&
        nobodys.id.field === theirs.id.field &&
        JSON.stringify(answer) !== JSON.stringify(other)
      )
        unlike.push(`${theirs.name}: ${JSON.stringify(answer)} is not ${JSON.stringify(other)}`);
  }
  return unlike;
}

/** Nothing of the organization to which the caller does not belong may stand in an answer. */
export function leaksIn(world: World, { caller, fields }: Pick<Case, 'caller' | 'fields'>, { body }: Answer): string[] {
  if (caller.person === world.both) return [];
  const other = caller.home === 'ours' ? world.theirs : world.ours;
  const { marker, orgId, leadId, joinedLeadId, admin, writeKey } = other;
  const given = JSON.stringify(fields);
  return [marker, orgId, leadId, joinedLeadId, admin.id, admin.email, writeKey]
    .filter((secret) => body.includes(secret) && !given.includes(secret))
    .map((secret) => `the answer holds ${secret} of the other organization`);
}
