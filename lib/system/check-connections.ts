import { DATABASE_ROLES } from '@/lib/platform/database-roles';
import { env } from '@/lib/platform/env';
import { isAppError } from '@/lib/platform/errors';
import { boundedText } from '@/lib/platform/http/bounded-text';
import { log } from '@/lib/platform/log';
import { verifySmtp } from '@/lib/platform/mail';
import { type ConnectedRole, inspectRole, type OrgContext } from '@/lib/tenancy';
import type { ConnectionCheck } from './contract';
import { engineOverview } from './engine-overview';

/** Longest wait for one answer; all are asked at once. */
const PATIENCE_MS = 8_000;
const ASK_WITHIN_MS = 5_000;
const ANSWER_BYTES_MAX = 10_000;
const OLDEST_POSTGRES = 17;

type Seen = Pick<ConnectionCheck, 'state' | 'detail'>;

/** Asks everything that the program leans on whether it answers, and as it should. Never throws. */
export async function checkConnections(ctx: OrgContext): Promise<{ checkedAt: string; checks: ConnectionCheck[] }> {
  const roles = ['app', 'door', 'identity', 'system'] as const;
  const checks = await Promise.all([
    ...roles.map((name) => timed(`Database, as ${DATABASE_ROLES[name].role}`, () => database(name))),
    timed('Durable work', () => engine(ctx)),
    timed('Mail server', mailServer),
    timed('Redis', redis),
  ]);
  return { checkedAt: ctx.now().toISOString(), checks };
}

async function timed(name: string, ask: () => Promise<Seen>): Promise<ConnectionCheck> {
  const startedMs = performance.now();
  const seen = await Promise.race([ask().catch(failure(name)), tooLate()]);
  const durationMs = seen.state === 'not set' ? null : Math.round(performance.now() - startedMs);
  return { name, ...seen, durationMs };
}

/** What a driver says may hold an address with its password: the log has it, the answer a sentence of ours. */
const failure =
  (name: string) =>
  (error: unknown): Seen => {
    log.warn({ err: error, check: name }, 'a connection failed its check');
    if (isAppError(error)) return { state: 'fails', detail: error.message };
    const code = (error as { code?: unknown } | null)?.code;
    return { state: 'fails', detail: `It does not answer${typeof code === 'string' ? ` (${code})` : ''}.` };
  };

function tooLate(): Promise<Seen> {
  return new Promise((resolve) => {
    const answer = { state: 'fails', detail: `It did not answer within ${PATIENCE_MS / 1_000} s.` } as const;
    setTimeout(() => resolve(answer), PATIENCE_MS).unref();
  });
}

async function database(name: keyof typeof DATABASE_ROLES & ('app' | 'door' | 'identity' | 'system')): Promise<Seen> {
  return judgeRole(DATABASE_ROLES[name].role, await inspectRole(name));
}

/** Whether a connection is as weak as it must be: tenants are kept apart by what its role may not do. */
export function judgeRole(
  expected: string,
  { role, isSuperuser, bypassesPolicies, serverVersion }: ConnectedRole,
): Seen {
  if (isSuperuser || bypassesPolicies)
    return {
      state: 'fails',
      detail: `It connects as ${role}, which goes past every policy: name ${expected} instead.`,
    };
  if (role !== expected) return { state: 'fails', detail: `It connects as ${role}, and must as ${expected}.` };
  if (Number.parseInt(serverVersion, 10) < OLDEST_POSTGRES)
    return { state: 'fails', detail: `This is PostgreSQL ${serverVersion}; ${OLDEST_POSTGRES} or newer is needed.` };
  return { state: 'works', detail: `PostgreSQL ${serverVersion}; prepared statements are kept.` };
}

async function engine(ctx: OrgContext): Promise<Seen> {
  const overview = await engineOverview(ctx);
  switch (overview.kind) {
    case 'none':
      return {
        state: 'not set',
        detail: 'Nobody drives durable functions here; the server keeps the schedules itself.',
      };
    case 'away':
      return { state: 'fails', detail: 'It cannot be reached.' };
    case 'other':
      return inngestServer();
    case 'engine': {
      const present = overview.functions.filter(({ gone }) => !gone);
      const refused = present.filter((fn) => fn.refused !== null);
      if (present.length === 0)
        return { state: 'fails', detail: 'It is reached, and knows none of the functions yet.' };
      return refused.length > 0
        ? { state: 'fails', detail: `It cannot run ${refused.map((fn) => fn.name).join(', ')}.` }
        : { state: 'works', detail: `${present.length} functions are registered.` };
    }
  }
}

/** One's own server says that it is there; which functions it knows stands on its own pages. */
async function inngestServer(): Promise<Seen> {
  const { INNGEST_BASE_URL } = env();
  if (!INNGEST_BASE_URL)
    return { state: 'not set', detail: 'Inngest’s cloud drives the functions; its own pages show which it knows.' };
  const { status } = await ask(new URL('/health', INNGEST_BASE_URL));
  return status === 200
    ? { state: 'works', detail: 'An Inngest of your own answers; its own pages show which functions it knows.' }
    : { state: 'fails', detail: `It answered ${status}.` };
}

async function mailServer(): Promise<Seen> {
  const { SMTP_URL } = env();
  if (!SMTP_URL) return { state: 'not set', detail: 'No mail server is set: mail is kept in the outbox.' };
  await verifySmtp({ url: SMTP_URL });
  return { state: 'works', detail: 'It answers and lets the program in; nothing was sent.' };
}

async function redis(): Promise<Seen> {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = process.env;
  if (!url || !token) return { state: 'not set', detail: 'No Redis is set: cache and limits do without.' };
  const { status, text } = await ask(new URL(`${url.replace(/\/$/, '')}/ping`), token);
  return status === 200 && text.includes('PONG')
    ? { state: 'works', detail: 'It answers.' }
    : { state: 'fails', detail: status === 401 ? 'It refuses the token.' : `It answered ${status}.` };
}

async function ask(url: URL, token?: string): Promise<{ status: number; text: string }> {
  const headers = new Headers(token === undefined ? undefined : { authorization: `Bearer ${token}` });
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(ASK_WITHIN_MS) });
  return { status: response.status, text: (await boundedText(response, ANSWER_BYTES_MAX)) ?? '' };
}
