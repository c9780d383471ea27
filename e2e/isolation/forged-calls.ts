import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { type Attempt, type DurableCall, durableBody, durableCall, macOf, nowS, type SignedCall } from './signed';

const FAR_S = 301;
/** So that the same cases are made in every run. */
const SEED = 4;

/** Calls for a step that nobody signed, or not like this; each of its own, never sent before. */
export function forgedDurableCalls(origin: string, call: DurableCall, otherFunctions: string[]): Attempt[] {
  const fresh = (change: Partial<DurableCall> = {}) => durableCall(origin, { ...call, ...change });
  const signedWith = (what: string, signature: (mac: string, seconds: number) => string | null): Attempt => {
    const made = fresh();
    const fields = new URLSearchParams(made.headers['x-inngest-signature']);
    const text = signature(fields.get('s')!, Number(fields.get('t')));
    const { 'x-inngest-signature': _, ...headers } = made.headers;
    return { ...made, what, headers: text === null ? headers : { ...headers, 'x-inngest-signature': text } };
  };
  const altered = (what: string, alter: (body: ReturnType<typeof durableBody>) => object): Attempt => {
    const made = fresh();
    return { ...made, what, body: JSON.stringify(alter(JSON.parse(made.body!))) };
  };
  const at = (what: string, alter: (url: string) => string): Attempt => {
    const made = fresh();
    return { ...made, what, url: alter(made.url) };
  };
  const digits = fc.sample(fc.nat(63), { numRuns: 24, seed: SEED });
  const { functionId, key } = call;
  const step = '0123456789abcdef0123456789abcdef01234567';
  return [
    signedWith('no signature', () => null),
    signedWith('an empty signature', () => ''),
    signedWith('a blank signature', () => ' '),
    signedWith('no code', (_, t) => `t=${t}`),
    signedWith('no time', (mac) => `s=${mac}`),
    signedWith('an empty code', (_, t) => `t=${t}&s=`),
    signedWith('a code of zeros', (_, t) => `t=${t}&s=${'0'.repeat(64)}`),
    signedWith('the code in capitals', (mac, t) => `t=${t}&s=${mac.toUpperCase()}`),
    signedWith('the code cut off', (mac, t) => `t=${t}&s=${mac.slice(0, 62)}`),
    signedWith('the code with more behind it', (mac, t) => `t=${t}&s=${mac}00`),
    signedWith('the code with what is no digit behind it', (mac, t) => `t=${t}&s=${mac}zz`),
    signedWith('the code with a space before it', (mac, t) => `t=${t}&s= ${mac}`),
    signedWith('the code in base64', (mac, t) => `t=${t}&s=${Buffer.from(mac, 'hex').toString('base64')}`),
    signedWith('another time', (mac, t) => `t=${t + 1}&s=${mac}`),
    signedWith('the time with a zero before it', (mac, t) => `t=0${t}&s=${mac}`),
    signedWith('the time as a fraction', (mac, t) => `t=${t}.0&s=${mac}`),
    signedWith('the time with letters behind it', (mac, t) => `t=${t}s&s=${mac}`),
    signedWith('the fields in capitals', (mac, t) => `T=${t}&S=${mac}`),
    signedWith('commas between the fields', (mac, t) => `t=${t},s=${mac}`),
    signedWith('a key in the place of the code', (_, t) => `t=${t}&s=${key}`),
    signedWith('a bearer', (mac) => `Bearer ${mac}`),
    ...digits.map((place) =>
      signedWith(`digit ${place} of the code changed`, (mac, t) => {
        const digit = ((Number.parseInt(mac[place]!, 16) + 1) % 16).toString(16);
        return `t=${t}&s=${mac.slice(0, place)}${digit}${mac.slice(place + 1)}`;
      }),
    ),
    ...[
      ['another key', 'cd'.repeat(32)],
      ['an empty key', ''],
      ['half the key', key.slice(0, 32)],
      ['the key in capitals', key.toUpperCase()],
      ['the key’s bytes as a key', `${key} `],
      ['the word undefined as a key', 'undefined'],
    ].map(([what, other]) => ({ ...fresh({ key: other! }), what: `signed with ${what}` })),
    ...['sha512', 'sha1', 'md5'].map((algorithm): Attempt => {
      const body = durableBody(call);
      const seconds = nowS();
      const mac = macOf(canonicalize(body)!, key, seconds, algorithm);
      const headers = { 'content-type': 'application/json', 'x-inngest-signature': `t=${seconds}&s=${mac}` };
      return { ...fresh(), what: `signed by ${algorithm}`, headers, body: JSON.stringify(body) };
    }),
    ...[-FAR_S, -3_600, -86_400, FAR_S + 2, 3_600, 10 ** 9].map((shift) => ({
      ...fresh({ seconds: nowS() + shift }),
      what: `signed ${shift} s from now`,
    })),
    ...[0, -1, Date.now(), 'NaN', '', 'Infinity', '1e10', '0x65000000'].map((seconds) => ({
      ...fresh({ seconds }),
      what: `signed at ${JSON.stringify(seconds)}`,
    })),
    altered('another run', (body) => ({ ...body, ctx: { ...body.ctx, run_id: 'other' } })),
    altered('another attempt', (body) => ({ ...body, ctx: { ...body.ctx, attempt: 1 } })),
    altered('another event', (body) => ({ ...body, event: { ...body.event, name: 'else' } })),
    altered('other data', (body) => ({ ...body, event: { ...body.event, data: { orgId: 'other' } } })),
    altered('a memo', (body) => ({ ...body, steps: { [step]: { data: 1 } } })),
    altered('one field more', (body) => ({ ...body, extra: true })),
    altered('the say of what it is for taken out', ({ ctx: { call: _, ...ctx }, ...body }) => ({ ...body, ctx })),
    altered('an empty body', () => ({})),
    altered('a list around it', (body) => [body]),
    { ...fresh(), what: 'no body', body: '' },
    { ...fresh(), what: 'half a body', body: fresh().body!.slice(0, 40) },
    { ...fresh(), what: 'the signature of another call', body: fresh().body },
    ...otherFunctions.map((id) => at(`made for another function than ${id}`, (url) => url.replace(functionId, id))),
    at('made for another step', (url) => url.replace('stepId=step', `stepId=${step}`)),
    at('made for another step, by a second name', (url) => `${url}&stepId=${step}`),
    at('two functions, the right one last', (url) => url.replace('?', `?fnId=${otherFunctions[0]}&`)),
    at('two functions, the right one first', (url) => `${url}&fnId=${otherFunctions[0]}`),
    at('no function', (url) => url.replace(/fnId=[^&]*&/, '')),
    at('no step', (url) => url.replace('&stepId=step', '')),
    at('an empty step', (url) => url.replace('stepId=step', 'stepId=')),
    {
      ...fresh({ bound: false }),
      what: 'from an engine that does not say what for: another function',
      url: fresh().url.replace(functionId, otherFunctions[0]!),
    },
    {
      ...fresh({ bound: false }),
      what: 'from an engine that does not say what for: a step by its name',
      url: fresh().url.replace('stepId=step', `stepId=${step}`),
    },
    { ...fresh(), what: 'by PUT', method: 'PUT' },
    { ...fresh(), what: 'by PUT, to be listed', method: 'PUT', headers: { 'x-inngest-sync-kind': 'in_band' } },
    {
      ...fresh(),
      what: 'a stranger’s registration elsewhere',
      method: 'PUT',
      headers: { host: 'stranger.example' },
      body: '{}',
    },
    { ...fresh(), what: 'by GET', method: 'GET', headers: {}, body: null },
  ];
}

/** The same call once more, as somebody could send it who listened: with everything altered that is not signed. */
export function replayedDurableCalls(heard: SignedCall, otherFunctions: string[]): Attempt[] {
  const signature = heard.headers['x-inngest-signature']!;
  const body = JSON.parse(heard.body!) as Record<string, unknown>;
  const signedAs = (text: string) => ({ ...heard.headers, 'x-inngest-signature': text });
  return [
    { ...heard, what: 'as it was' },
    { ...heard, what: 'with other spaces in the body', body: JSON.stringify(body, null, 2) },
    { ...heard, what: 'with its fields in another order', body: canonicalize(body)! },
    { ...heard, what: 'with another header', headers: { ...heard.headers, 'x-request-id': 'another-one' } },
    { ...heard, what: 'with a version', headers: { ...heard.headers, 'x-inngest-req-version': '1' } },
    { ...heard, what: 'with one more parameter', url: `${heard.url}&again=1` },
    { ...heard, what: 'with a fragment', url: `${heard.url}#again` },
    { ...heard, what: 'with its parameters escaped', url: heard.url.replace('stepId=step', 'stepId=%73tep') },
    {
      ...heard,
      what: 'with the signature’s fields turned round',
      headers: signedAs(signature.split('&').reverse().join('&')),
    },
    { ...heard, what: 'with one more field in the signature', headers: signedAs(`${signature}&v=2`) },
    { ...heard, what: 'with the signature’s fields twice', headers: signedAs(`${signature}&${signature}`) },
    ...otherFunctions.map((id) => ({
      ...heard,
      what: `for ${id}`,
      url: heard.url.replace(/fnId=[^&]*/, `fnId=${id}`),
    })),
    { ...heard, what: 'for a step by its name', url: heard.url.replace('stepId=step', `stepId=${'ab'.repeat(20)}`) },
  ];
}
