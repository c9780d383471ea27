/** The roles the program connects as, each with the variable of its address and the one that migrations take its password from. */
export const DATABASE_ROLES = {
  app: { variable: 'DATABASE_URL', role: 'throughline_app', password: 'DB_PASSWORD_APP' },
  door: { variable: 'DATABASE_DOOR_URL', role: 'throughline_door', password: 'DB_PASSWORD_DOOR' },
  identity: { variable: 'DATABASE_IDENTITY_URL', role: 'throughline_identity', password: 'DB_PASSWORD_IDENTITY' },
  system: { variable: 'DATABASE_SYSTEM_URL', role: 'throughline_system', password: 'DB_PASSWORD_SYSTEM' },
  engine: { variable: 'DATABASE_ENGINE_URL', role: 'throughline_engine', password: 'DB_PASSWORD_ENGINE' },
} as const;

export type DatabaseRole = keyof typeof DATABASE_ROLES;

/**
 * Whether an address leads through a pooler that gives each transaction any connection it has: Neon's are named so.
 * There is no session behind it, so no session lock and no `LISTEN`.
 */
export function isPooled(url: URL): boolean {
  return url.hostname.split('.', 1)[0]!.endsWith('-pooler') || url.searchParams.get('pgbouncer') === 'true';
}
