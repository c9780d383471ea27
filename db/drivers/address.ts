import { isPooled } from '@/lib/platform/database-roles';

/** Whether Neon answers at this address: the host says so. */
export function isNeon(connectionString: string): boolean {
  return /\.neon\.(tech|build)$/i.test(URL.parse(connectionString)?.hostname ?? '');
}

/**
 * Whether `NOTIFY` arrives at whoever listens at this address. Behind a transaction pooler a connection has no session
 * to listen in; and a compute of Neon's that sleeps hears nothing either.
 */
export function hearsNotices(connectionString: string): boolean {
  const url = URL.parse(connectionString);
  return url !== null && !isNeon(connectionString) && !isPooled(url);
}
