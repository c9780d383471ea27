import { isUuid } from '@/lib/platform/uuid';

const SLUG_MAX = 48;

/** First words of the program's own addresses; an organization of that name could not be reached. */
const RESERVED = new Set([
  'account',
  'admin',
  'api',
  'app',
  'assets',
  'auth',
  'demo',
  'docs',
  'embed',
  'forgot-password',
  'health',
  'help',
  'invite',
  'legal',
  'login',
  'logout',
  'me',
  'new',
  'organizations',
  'outbox',
  'p',
  'privacy',
  'public',
  'register',
  'reset-password',
  'sdk',
  'settings',
  'share',
  'sign-in',
  'sign-out',
  'sign-up',
  'static',
  'status',
  'terms',
  'unsubscribe',
  'v1',
  'verify-email',
  'welcome',
]);

/** Whether a slug can be given out at all: it must not hide a page of the program, nor look like an organization's id. */
export function isUsableSlug(slug: string): boolean {
  return !RESERVED.has(slug) && !isUuid(slug);
}

/** The slug nearest to a name: `Müller & Söhne` → `muller-sohne`. Names without Latin letters become `organization`. */
export function slugOfName(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return cut(words?.join('-') ?? 'organization', SLUG_MAX);
}

/** What numbers are put behind: a wish, cut so that five digits still fit. */
export function numberedBase(wish: string): string {
  return cut(wish, SLUG_MAX - '-00000'.length);
}

/** The wished slug, or the first of `wish-2`, `wish-3` … that is free; of so many taken ones, one more is always free. */
export function freeSlug(wish: string, taken: ReadonlySet<string>): string {
  const isFree = (slug: string) => isUsableSlug(slug) && !taken.has(slug);
  let slug = wish;
  for (let number = 2; !isFree(slug); number += 1) slug = `${numberedBase(wish)}-${number}`;
  return slug;
}

function cut(slug: string, length: number): string {
  return slug.slice(0, length).replace(/-+$/, '');
}
