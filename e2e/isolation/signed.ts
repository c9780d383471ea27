import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import canonicalize from 'canonicalize';
import { ulid } from 'ulid';

/** A call as it goes over the wire, to be sent as it is or altered. */
export interface SignedCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface Attempt extends SignedCall {
  /** In which way it is not what it should be. */
  what: string;
}

export const nowS = () => Math.floor(Date.now() / 1_000);

export const requestOf = ({ method, url, headers, body }: SignedCall) => new Request(url, { method, headers, body });

export interface DurableCall {
  functionId: string;
  stepId?: string;
  event: { name: string; data: Record<string, unknown> };
  key: string;
  /** Unix seconds, or anything else in their place. */
  seconds?: number | string;
  /** Whether the body says what it is for, as our engine's do. */
  bound?: boolean;
  ctx?: Record<string, unknown>;
}

export function durableBody({ functionId, stepId = 'step', event: asking, bound = true, ctx = {} }: DurableCall) {
  const event = { ...asking, ts: Date.now() };
  return {
    event,
    events: [event],
    steps: {},
    defers: {},
    version: -1,
    use_api: false,
    ctx: {
      run_id: ulid(),
      env: '',
      step_id: 'step',
      attempt: 0,
      max_attempts: 3,
      stack: { stack: [], current: 0 },
      disable_immediate_execution: false,
      use_api: false,
      ...(bound ? { call: { fn_id: functionId, step_id: stepId, id: ulid() } } : {}),
      ...ctx,
    },
  };
}

export function macOf(canonical: string, key: string, seconds: number | string, algorithm = 'sha256'): string {
  return createHmac(algorithm, key.replace(/^signkey-\w+-/, ''))
    .update(canonical)
    .update(String(seconds))
    .digest('hex');
}

/** A call for a step, as an engine signs and sends it. */
export function durableCall(origin: string, call: DurableCall): SignedCall {
  const { functionId, stepId = 'step', key, seconds = nowS() } = call;
  const body = durableBody(call);
  return {
    method: 'POST',
    url: `${origin}/api/inngest?fnId=${functionId}&stepId=${stepId}`,
    headers: {
      'content-type': 'application/json',
      'x-inngest-signature': `t=${seconds}&s=${macOf(canonicalize(body) ?? '', key, seconds)}`,
    },
    body: JSON.stringify(body),
  };
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const bodyHash = (body: string) => createHash('sha256').update(body).digest('base64url');

export interface Token {
  header?: Record<string, unknown>;
  claims: Record<string, unknown>;
  key: string;
  algorithm?: 'sha256' | 'sha512' | 'rsa' | 'none';
}

export function claimsFor(url: string, body: string): Record<string, unknown> {
  const now = nowS();
  return { iss: 'Upstash', sub: url, exp: now + 300, nbf: now, iat: now, jti: `jwt_${ulid()}`, body: bodyHash(body) };
}

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });

export function tokenOf({ header = { alg: 'HS256', typ: 'JWT' }, claims, key, algorithm = 'sha256' }: Token): string {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  if (algorithm === 'none') return `${signed}.`;
  if (algorithm === 'rsa')
    return `${signed}.${sign('sha256', Buffer.from(signed), RSA.privateKey).toString('base64url')}`;
  return `${signed}.${createHmac(algorithm, key).update(signed).digest('base64url')}`;
}

/** A message as the queue delivers it. */
export function delivery(url: string, body: string, token: string): SignedCall {
  const headers = { 'content-type': 'application/json', 'upstash-signature': token };
  return { method: 'POST', url, headers, body };
}
