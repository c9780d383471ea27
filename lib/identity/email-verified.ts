import { identityPool } from '@/lib/tenancy';

/** Whether the person has shown that their address is theirs. */
export async function isEmailVerified(userId: string): Promise<boolean> {
  const { rows } = await identityPool().query<{ email_verified: boolean }>(
    'select email_verified from users where id = $1',
    [userId],
  );
  return rows[0]?.email_verified ?? false;
}

/** Who used a link that was sent to the address has shown it too. */
export async function noteEmailVerified(userId: string, now: Date): Promise<void> {
  await identityPool().query(
    'update users set email_verified = true, updated_at = $2 where id = $1 and not email_verified',
    [userId, now],
  );
}
