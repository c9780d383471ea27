import { type Attempt, bodyHash, claimsFor, delivery, nowS, type SignedCall, type Token, tokenOf } from './signed';

/** Deliveries that the queue did not sign, or not for this; each of its own, never sent before. */
export function forgedMessages(url: string, body: string, key: string): Attempt[] {
  const good = (): Token => ({ claims: claimsFor(url, body), key });
  const token = (what: string, change: Partial<Token>): Attempt => ({
    ...delivery(url, body, tokenOf({ ...good(), ...change })),
    what,
  });
  const claims = (what: string, change: Record<string, unknown>): Attempt =>
    token(what, { claims: { ...claimsFor(url, body), ...change } });
  const spelled = (what: string, spell: (header: string, payload: string, mac: string) => string): Attempt => {
    const [header, payload, mac] = tokenOf(good()).split('.') as [string, string, string];
    return { ...delivery(url, body, spell(header, payload, mac)), what };
  };
  const { 'upstash-signature': _, ...unsigned } = delivery(url, body, '').headers;
  const alg = (name: string) => ({ alg: name, typ: 'JWT' });
  return [
    { ...delivery(url, body, ''), what: 'no signature', headers: unsigned },
    ...['', ' ', '.', '..', 'a.b.c', 'Bearer', key].map((text) => ({
      ...delivery(url, body, text),
      what: `${JSON.stringify(text.slice(0, 10))} in the place of a signature`,
    })),
    ...['none', 'None', 'NONE', ''].map((name) =>
      token(`no algorithm, as ${name}`, { header: alg(name), algorithm: 'none' }),
    ),
    token('no algorithm, but a code', { header: alg('none') }),
    token('RS256, signed by a key of its own', { header: alg('RS256'), algorithm: 'rsa' }),
    token('RS256, signed with the shared key', { header: alg('RS256') }),
    token('HS256, with the code of another algorithm', { algorithm: 'sha512' }),
    token('HS512, with the code of HS256', { header: alg('HS512') }),
    token('no algorithm named', { header: { typ: 'JWT' } }),
    token('a header that must be understood', { header: { ...alg('HS256'), crit: ['b64'], b64: false } }),
    token('a key of its own in the header', {
      header: { ...alg('HS256'), jwk: { kty: 'oct', k: 'AAAA' } },
      key: 'AAAA',
    }),
    ...[
      ['another key', 'another-key-of-somebody'],
      ['half the key', key.slice(0, 8)],
      ['the key in capitals', key.toUpperCase()],
      ['the development server’s key', 'sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r'],
      ['an empty key', ''],
    ].map(([what, other]) => token(`signed with ${what}`, { key: other! })),
    claims('from somebody else', { iss: 'Somebody' }),
    claims('from nobody', { iss: undefined }),
    claims('for another kind', { sub: url.replace('retry-mail', 'other') }),
    claims('for another host', { sub: url.replace('127.0.0.1', 'localhost') }),
    claims('for another scheme', { sub: url.replace('http:', 'https:') }),
    claims('for the address with a slash', { sub: `${url}/` }),
    claims('for the address with a question', { sub: `${url}?` }),
    claims('for the address in capitals', { sub: url.toUpperCase() }),
    claims('for nothing', { sub: undefined }),
    claims('for a list of addresses', { sub: [url] }),
    claims('expired', { nbf: nowS() - 400, exp: nowS() - 100 }),
    claims('expired a moment beyond what clocks differ', { nbf: nowS() - 400, exp: nowS() - 12 }),
    claims('not valid yet', { nbf: nowS() + 60 }),
    claims('without an end', { exp: undefined }),
    claims('with an end in words', { exp: 'tomorrow' }),
    claims('with an end far away', { exp: nowS() + 3_600 }),
    claims('without a beginning', { nbf: undefined }),
    claims('without an id', { jti: undefined }),
    claims('with an empty id', { jti: '' }),
    claims('with a number as id', { jti: 7 }),
    claims('of another body', { body: bodyHash(`${body} `) }),
    claims('of an empty body', { body: bodyHash('') }),
    claims('of no body', { body: undefined }),
    claims('of the body in another encoding', { body: Buffer.from(bodyHash(body), 'base64url').toString('hex') }),
    { ...delivery(url, `${body} `, tokenOf(good())), what: 'a space behind the body' },
    { ...delivery(url, body.replace(/[0-9]/, '9').toUpperCase(), tokenOf(good())), what: 'the body in capitals' },
    { ...delivery(url, '', tokenOf(good())), what: 'no body' },
    { ...delivery(url, 'x'.repeat(100_000), tokenOf(good())), what: 'a large body' },
    spelled('the code cut off', (h, p, mac) => `${h}.${p}.${mac.slice(0, -2)}`),
    spelled('no code', (h, p) => `${h}.${p}.`),
    spelled('two parts', (h, p) => `${h}.${p}`),
    spelled('four parts', (h, p, mac) => `${h}.${p}.${mac}.${mac}`),
    spelled('the payload cut off', (h, p, mac) => `${h}.${p.slice(0, -4)}.${mac}`),
    spelled('the parts turned round', (h, p, mac) => `${p}.${h}.${mac}`),
    spelled('the header written anew', (_h, p, mac) => {
      const anew = Buffer.from('{"typ":"JWT","alg":"HS256"}').toString('base64url');
      return `${anew}.${p}.${mac}`;
    }),
    spelled('a claim written anew', (h, p, mac) => {
      const read = JSON.parse(Buffer.from(p, 'base64url').toString()) as object;
      return `${h}.${Buffer.from(JSON.stringify({ ...read, jti: 'jwt_new' })).toString('base64url')}.${mac}`;
    }),
    spelled('padded', (h, p, mac) => `${h}=.${p}==.${mac}=`),
    spelled('all in capitals', (h, p, mac) => `${h}.${p}.${mac}`.toUpperCase()),
    spelled('called a bearer', (h, p, mac) => `Bearer ${h}.${p}.${mac}`),
  ];
}

/** A delivery once more, with everything altered that is not signed. */
export function replayedMessages(heard: SignedCall): Attempt[] {
  const signature = heard.headers['upstash-signature']!;
  return [
    { ...heard, what: 'as it was' },
    { ...heard, what: 'as another message', headers: { ...heard.headers, 'upstash-message-id': 'msg_another' } },
    { ...heard, what: 'as a repetition', headers: { ...heard.headers, 'upstash-retried': '1' } },
    {
      ...heard,
      what: 'with spaces around the signature',
      headers: { ...heard.headers, 'upstash-signature': ` ${signature} ` },
    },
    { ...heard, what: 'of another type', headers: { ...heard.headers, 'content-type': 'text/plain' } },
    { ...heard, what: 'with a question', url: `${heard.url}?again=1` },
    { ...heard, what: 'for another host', url: heard.url.replace('127.0.0.1', 'localhost') },
  ];
}
