/** What needs a session of its own: the next transaction of the same client may find itself in another. */
const NEEDS_SESSION = [
  /^\s*(un)?listen\b/i,
  /^\s*set\s+(?!local\b|transaction\b|constraints\b)/i,
  /\bset_config\s*\([^()]*,\s*false\s*\)/i,
  /\bpg_(try_)?advisory_lock(_shared)?\s*\(/i,
  /^\s*create\s+(local\s+)?temp(orary)?\s+(?!.*\bon\s+commit\s+drop\b)/is,
  /^\s*(prepare|execute|deallocate)\s/i,
  /^\s*declare\b.*\bwith\s+hold\b/is,
];

/** Parameters of the first message that poolers let pass; they refuse the connection for any other. */
const PASSED = ['user', 'database', 'client_encoding', 'application_name', 'datestyle', 'timezone'];

const QUERY = 'Q'.charCodeAt(0);
const PARSE = 'P'.charCodeAt(0);

/**
 * Reads along what one client sends (PostgreSQL's frontend protocol, version 3), and tells what a transaction pooler
 * could not honour.
 */
export function sessionWatch(tell: (words: string) => void): (bytes: Uint8Array) => void {
  let held = Buffer.alloc(0);
  let begun = false;
  return (bytes) => {
    held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
    for (;;) {
      const head = begun ? 1 : 0;
      if (held.length < head + 4) return;
      const end = head + held.readInt32BE(head);
      if (held.length < end) return;
      const [kind, body] = [held[0]!, held.subarray(head + 4, end)];
      if (!begun) watchStart(body, tell);
      else if (kind === QUERY || kind === PARSE) watchStatement(statementOf(kind, body), tell);
      begun = true;
      held = held.subarray(end);
    }
  };
}

function watchStart(body: Buffer, tell: (words: string) => void): void {
  const fields = body.subarray(4).toString('utf8').split('\0');
  for (let at = 0; fields[at]; at += 2)
    if (!PASSED.includes(fields[at]!.toLowerCase())) tell(`start with ${fields[at]}`);
}

/** A query is its text; what is to be prepared has its name before it. */
function statementOf(kind: number, body: Buffer): string {
  const from = kind === PARSE ? body.indexOf(0) + 1 : 0;
  return body.subarray(from, body.indexOf(0, from)).toString('utf8');
}

function watchStatement(text: string, tell: (words: string) => void): void {
  if (NEEDS_SESSION.some((pattern) => pattern.test(text))) tell(text.trim().slice(0, 200));
}
