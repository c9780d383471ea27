/** Whether Neon answers at this address: the host says so. */
export function isNeon(connectionString: string): boolean {
  return /\.neon\.(tech|build)$/.test(hostOf(connectionString));
}

/**
 * Whether `NOTIFY` arrives at whoever listens at this address. Behind a transaction pooler (Neon's is named by
 * `-pooler`) a connection has no session to listen in; and a compute of Neon's that sleeps hears nothing either.
 */
export function hearsNotices(connectionString: string): boolean {
  return !isNeon(connectionString) && !isPooled(connectionString);
}

/** Whether the name of the host says that a transaction pooler answers there. */
export function isPooled(connectionString: string): boolean {
  return /^[^.]+-pooler\./.test(hostOf(connectionString));
}

function hostOf(connectionString: string): string {
  return URL.parse(connectionString)?.hostname.toLowerCase() ?? '';
}
