import type { AnyContractProcedure } from '@orpc/contract';
import { allContracts, listEndpoints } from '@/lib/api/openapi';
import { APP_ORIGIN, randomAddress } from '@/lib/identity/testing/people';
import { ADDRESS_HEADER } from '@/lib/platform/client-address';
import type { EndpointMeta } from '@/lib/tenancy/endpoint';
import { answer } from './routes';

export interface Operation {
  name: string;
  method: string;
  /** As it is called, e.g. `/api/leads/{id}`. */
  path: string;
  access: EndpointMeta['access'];
  plain: boolean;
  successStatus: number;
}

/** Every operation of the program, read from the contracts. */
export function operations(): Operation[] {
  return listEndpoints().map(({ name, method, path, meta }) => ({
    name,
    method,
    path: path.startsWith('/v1/') ? path : `/api${path}`,
    access: meta.access,
    plain: meta.plain === true,
    successStatus: procedureOf(name)['~orpc'].route.successStatus ?? 200,
  }));
}

export function procedureOf(name: string): AnyContractProcedure {
  const [domain = '', endpoint = ''] = name.split('.');
  const found = (allContracts as Record<string, Record<string, AnyContractProcedure>>)[domain]?.[endpoint];
  if (!found) throw new Error(`no contract declares ${name}`);
  return found;
}

export type Fields = Record<string, unknown>;

/** The same for all, so that answers can be compared byte for byte. */
export const REQUEST_ID = 'request-of-the-matrix';

/** Fills the path, and puts what is left into the query or the body, as the method says. */
export function requestFor(
  { method, path }: Pick<Operation, 'method' | 'path'>,
  fields: Fields,
  headers: Record<string, string>,
): Request {
  const rest = { ...fields };
  const url = new URL(
    path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = rest[name];
      delete rest[name];
      return encodeURIComponent(String(value));
    }),
    APP_ORIGIN,
  );
  const isRead = method === 'GET';
  if (isRead) for (const [name, value] of Object.entries(rest)) url.searchParams.append(name, String(value));
  // Limits count by address; calls must not fill each other's buckets.
  const address = randomAddress();
  return new Request(url, {
    method,
    headers: {
      'x-request-id': REQUEST_ID,
      [ADDRESS_HEADER]: address,
      'x-forwarded-for': address,
      ...(isRead ? {} : { 'content-type': 'application/json', origin: APP_ORIGIN }),
      ...headers,
    },
    ...(isRead ? {} : { body: JSON.stringify(rest) }),
  });
}

/** An answer as it can be compared: what it says about limits changes with every call. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export async function send(request: Request): Promise<Answer> {
  const hangUp = new AbortController();
  const response = await answer(new Request(request, { signal: hangUp.signal }));
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !name.startsWith('ratelimit-')));
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  const body = isStream ? await firstWordsOf(response) : await response.text();
  hangUp.abort();
  return { status: response.status, headers, body };
}

/** A stream does not end by itself. */
async function firstWordsOf(response: Response): Promise<string> {
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}

export interface Refusal {
  code: string;
  message: string;
  field?: string;
  requestId: string;
}

/** The refusal an answer carries; null when it is none, or not in the one envelope. */
export function refusalIn({ body }: Answer): Refusal | null {
  try {
    const { error } = JSON.parse(body) as { error?: Refusal };
    return error && typeof error.code === 'string' ? error : null;
  } catch {
    return null;
  }
}
