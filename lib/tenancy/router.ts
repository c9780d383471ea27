import type { AnyContractProcedure } from '@orpc/contract';
import { type Implementer, implement, os } from '@orpc/server';
import { AppError } from '@/lib/platform/errors';
import type { EndpointMeta } from './endpoint';
import { type OrgContext, requirePermission } from './org-context';

export interface SignedInUser {
  id: string;
  name: string;
  email: string;
}

/** What is known about a call before its endpoint runs. */
export interface CallContext {
  requestId: string;
  now: () => Date;
  user: SignedInUser | null;
  org: OrgContext | null;
  /** Why there is no user or no organization, when a credential or an organization was named. */
  refusal: AppError | null;
}

/**
 * The one place where an endpoint's declared access is checked. Whoever implements a contract starts here, so
 * no endpoint can be reached around it.
 */
export function implementEndpoints<T extends Record<string, AnyContractProcedure>>(
  contract: T,
): Implementer<T, CallContext, CallContext> {
  // For a contract that is still a type parameter the library's types do not resolve; what `use` gives back is the
  // same implementer, so its type is stated here once.
  const implementer = implement(contract).$context<CallContext>() as unknown as {
    use(middleware: typeof admission): Implementer<T, CallContext, CallContext>;
  };
  return implementer.use(admission);
}

const admission = os.$context<CallContext>().middleware(({ context, next, procedure }, input: unknown) => {
  admit(context, procedure['~orpc'].meta as unknown as EndpointMeta);
  refuseUnstorable(input, []);
  return next();
});

/**
 * Text that no column can hold is refused here once, for every field of every endpoint: NUL, and halves of characters.
 * @throws AppError VALIDATION
 */
function refuseUnstorable(value: unknown, path: string[]): void {
  if (typeof value === 'string') {
    if (!value.includes('\0') && value.isWellFormed()) return;
    throw new AppError('VALIDATION', { field: path.join('.'), message: 'Text must not hold NUL or half characters.' });
  }
  if (typeof value !== 'object' || value === null || path.length > 32) return;
  for (const [name, inner] of Object.entries(value)) refuseUnstorable(inner, [...path, name]);
}

function admit(context: CallContext, { access }: EndpointMeta): void {
  if (access === 'public') return;
  if (access === 'session') userOf(context);
  else if (access === 'ingest') throw new AppError('FORBIDDEN');
  else requirePermission(orgOf(context), access.permission);
}

/** @throws AppError UNAUTHORIZED, NOT_FOUND, BAD_REQUEST */
export function orgOf(context: CallContext): OrgContext {
  if (context.org) return context.org;
  throw context.refusal ?? new AppError('UNAUTHORIZED');
}

/** @throws AppError UNAUTHORIZED */
export function userOf(context: CallContext): SignedInUser {
  if (context.user) return context.user;
  throw context.refusal ?? new AppError('UNAUTHORIZED');
}
