/** Remembers where one worked last, so that the bare address leads back there. Holds a slug, nothing that grants access. */
export const LAST_ORGANIZATION_COOKIE = 'last-organization';

const YEAR_S = 365 * 24 * 3600;

export function rememberOrganization(slug: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: The Cookie Store API is missing in browsers still in use.
  document.cookie = `${LAST_ORGANIZATION_COOKIE}=${encodeURIComponent(slug)}; path=/; max-age=${YEAR_S}; samesite=lax`;
}
